import {
  type EnvironmentDiagnostic,
  hasErrors,
  lookUp,
  openEnvironment,
  type Provider,
  parseEnvironment,
  parsePropertyPath,
  renderValue,
  secret,
  toPlain,
  type Value,
} from '../../lib/esc/index.ts';
import { encodeToken } from '../../lib/oidc/jwt.ts';
import { type CloudRequest, type Reply, refuse, reply } from './pulumi-cloud-wire.ts';

/** What was opened, and how the service answers for it. */
export interface Session {
  readonly whole: string;
  readonly property: (path: string) => string | undefined;
}

/** What evaluating needs to know of the service. */
interface Evaluating {
  readonly login: string;
  readonly sessions: Map<string, Session>;
  readonly store: { readonly find: (full: string) => Revision | undefined };
}

interface Revision {
  readonly text: string;
}

interface Opening {
  readonly full: string;
  readonly request: CloudRequest;
  readonly query: URLSearchParams;
  readonly isAnonymous?: boolean;
}

export async function openDocument(state: Evaluating, document: Revision, opening: Opening): Promise<Reply> {
  const { full, request, query, isAnonymous = false } = opening;
  if (!/^\d+h\d+m\d+s$/.test(query.get('duration') ?? '')) return refuse(400, 'invalid duration');
  if (!isAnonymous && request.body !== '') return refuse(400, 'unexpected body');
  const name = isAnonymous ? '<yaml>' : full.split('/').slice(1).join('/');
  const organization = full.split('/')[0] ?? '';
  const { value, diagnostics } = await evaluate(state, document, { name, mode: 'open', organization });
  if (hasErrors(diagnostics)) return refuseDocument(diagnostics);
  const id = `open-${state.sessions.size + 1}`;
  state.sessions.set(id, sessionOf(value));
  return reply(200, { id, ...(diagnostics.length === 0 ? {} : { diagnostics: diagnostics.map(toWire) }) });
}

export async function checkDocument(
  state: Evaluating,
  document: Revision,
  organization: string,
): Promise<Reply> {
  const { value, diagnostics } = await evaluate(state, document, {
    name: '<yaml>',
    mode: 'check',
    organization,
  });
  return hasErrors(diagnostics)
    ? refuseDocument(diagnostics)
    : { status: 200, headers: {}, body: sessionOf(value).whole };
}

interface Evaluation {
  readonly name: string;
  readonly mode: 'open' | 'check';
  readonly organization?: string;
}

export async function evaluate(
  state: Evaluating,
  { text }: Revision,
  { name, mode, organization = 'acme' }: Evaluation,
) {
  return openEnvironment({
    name,
    ...parseEnvironment(text, { name }),
    mode,
    load: async (imported) => {
      const found = state.store.find(
        `${organization}/${imported.includes('/') ? imported : `default/${imported}`}`,
      );
      return found === undefined ? undefined : parseEnvironment(found.text, { name: imported });
    },
    decrypt: async (ciphertext) => Buffer.from(ciphertext).toString(),
    providers: providersOf(organization),
    context: { pulumi: { user: { login: state.login, id: '1' }, organization: { login: organization } } },
  });
}

const anything: Provider['inputs'] = { type: 'object' };

function providersOf(organization: string): Readonly<Record<string, Provider>> {
  const credentials = {
    accessKeyId: 'ASIAFAKE',
    secretAccessKey: 'fake-secret-key',
    sessionToken: 'fake-session',
  };
  const text = { type: 'string', secret: true } as const;
  const properties = { accessKeyId: text, secretAccessKey: text, sessionToken: text };
  return {
    'aws-login': {
      inputs: anything,
      outputs: { type: 'object', properties },
      open: async () => secret(credentials),
    },
    oidc: {
      inputs: anything,
      outputs: text,
      open: async (inputs) => {
        const audience = Object.entries(inputs ?? {}).find(([key]) => key === 'audience')?.[1];
        const claims = {
          iss: 'https://api.pulumi.com/oidc/v2',
          aud: String(audience),
          sub: `org:${organization}`,
        };
        const sign = async () => Buffer.from('signature');
        return secret(await encodeToken({ keyId: 'k', claims: { ...claims, exp: 4_000_000_000 }, sign }));
      },
    },
  };
}

/** A value on the wire is what the format `detailed` prints; parsing it again would lose the text of its numbers. */
function sessionOf(value: Value | undefined): Session {
  const part = (path: string) => {
    const found = value && lookUp(value, parsePropertyPath(path) ?? []);
    return found && renderValue(found, { format: 'detailed', reveal: true });
  };
  const keys = Object.keys(value === undefined ? {} : Object(toPlain(value)));
  const properties = keys.map((key) => `${JSON.stringify(key)}: ${part(`[${JSON.stringify(key)}]`)}`);
  const whole = `{"exprs":{},"properties":{${properties.join(',')}},"schema":true,"executionContext":{}}`;
  return { whole, property: part };
}

export function refuseDocument(diagnostics: readonly EnvironmentDiagnostic[]): Reply {
  return reply(400, { code: 400, message: 'Bad Request', diagnostics: diagnostics.map(toWire) });
}

export function toWire({ severity, environment, line, column, summary }: EnvironmentDiagnostic) {
  const begin = { line, column, byte: 0 };
  const range = { environment, begin, end: begin };
  return { range, summary, ...(severity === 'warning' ? { severity: 'warning' } : {}) };
}
