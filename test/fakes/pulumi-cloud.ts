import { createServer } from 'node:http';
import { checkDocument, openDocument } from './pulumi-cloud-evaluate.ts';
import { exchangeToken } from './pulumi-cloud-exchange.ts';
import { type CloudState, EnvironmentStore } from './pulumi-cloud-store.ts';
import { type CloudRequest, type Registration, type Reply, refuse } from './pulumi-cloud-wire.ts';

export interface FakeCloudOptions {
  readonly login?: string;
  readonly organizations?: readonly string[];
  /** Access tokens that are accepted from the start. */
  readonly tokens?: readonly string[];
  readonly environments?: Readonly<Record<string, string>>;
  /** Issuers whose tokens may be exchanged. */
  readonly registrations?: readonly Registration[];
}

export interface FakeCloud {
  readonly url: string;
  readonly requests: readonly CloudRequest[];
  readonly store: EnvironmentStore;
  /** The next answers to requests whose path begins so: a status, or `cut` for a connection that breaks. */
  readonly fail: (method: string, path: string, ...statuses: (number | 'cut')[]) => void;
  readonly close: () => Promise<void>;
}

/**
 * Pulumi Cloud's REST contract on loopback, as strict as the service: it looks at tokens, headers, methods and bodies, and
 * evaluates documents for real, with providers that need no cloud.
 */
export async function startFakeCloud(options: FakeCloudOptions = {}): Promise<FakeCloud> {
  const state: CloudState = {
    login: options.login ?? 'alice',
    organizations: options.organizations ?? ['acme', 'alice'],
    tokens: new Set(options.tokens ?? ['pul-secret']),
    registrations: options.registrations ?? [],
    store: new EnvironmentStore(options.environments ?? {}),
    sessions: new Map(),
  };
  const requests: CloudRequest[] = [];
  const failures: { method: string; path: string; status: number | 'cut' }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(received);
    const index = failures.findIndex((failure) => failure.method === method && url.startsWith(failure.path));
    const [failure] = index === -1 ? [] : failures.splice(index, 1);
    if (failure?.status === 'cut') {
      request.socket.destroy();
      return;
    }
    const reply =
      failure === undefined
        ? await answer(received, state)
        : {
            ...refuse(failure.status, 'the fake was told to fail'),
            headers: { 'x-pulumi-request-id': 'req-1' },
          };
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(method === 'HEAD' ? undefined : reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    store: state.store,
    fail: (method, path, ...statuses) => {
      for (const status of statuses) failures.push({ method, path, status });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: CloudRequest, state: CloudState): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url, 'http://fake');
  if (pathname === '/api/oauth/token') return exchangeToken(request, state);
  const refused = checkHeaders(request, state);
  if (refused !== undefined) return refused;
  const parts = pathname.split('/').slice(1).map(decodeURIComponent);
  if (pathname === '/api/user') {
    const organizations = state.organizations.map((githubLogin) => ({ githubLogin }));
    return json({ githubLogin: state.login, organizations });
  }
  if (pathname === '/api/user/organizations/default') return json({ gitHubLogin: state.organizations[0] });
  if (parts.slice(0, 3).join('/') !== 'api/esc/environments') return refuse(404, 'not found');
  return environmentCall({ request, state, query: searchParams, parts: parts.slice(3) });
}

function checkHeaders({ method, headers, body }: CloudRequest, { tokens }: CloudState): Reply | undefined {
  const token = /^token (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined || !tokens.has(token)) {
    return refuse(401, `Unauthorized: no credentials provided or are invalid ${token ?? ''}`);
  }
  if (headers.accept !== 'application/vnd.pulumi+8') return refuse(400, 'unknown version of the API');
  if ((headers['user-agent'] ?? '') === '') return refuse(400, 'no user agent');
  if (body === '') return undefined;
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return refuse(400, 'unexpected body');
  return headers['content-type'] === 'application/json' ? undefined : refuse(415, 'unsupported content type');
}

interface Call {
  readonly request: CloudRequest;
  readonly state: CloudState;
  readonly query: URLSearchParams;
  /** Of the path, below `/api/esc/environments`. */
  readonly parts: readonly string[];
}

async function environmentCall(call: Call): Promise<Reply> {
  const { request, state, query, parts } = call;
  const { method } = request;
  const [organization, project, name, ...rest] = parts;
  if (organization === undefined) return method === 'GET' ? state.store.list(undefined, query) : wrongMethod;
  if (!state.organizations.includes(organization)) return refuse(404, 'organization not found');
  if (project === undefined) {
    if (method === 'GET') return state.store.list(organization, query);
    return method === 'POST' ? state.store.create(organization, request.body) : wrongMethod;
  }
  if (project === 'yaml') return anonymousCall({ ...call, parts: parts.slice(2) }, organization);
  if (name === undefined) return refuse(404, 'not found');
  const full = `${organization}/${project}/${name}`;
  const [verb, id] = rest;
  if (verb === 'open' && id !== undefined) return method === 'GET' ? readSession(call, id) : wrongMethod;
  const version = verb === 'versions' ? id : undefined;
  const found = state.store.find(full, version);
  if (found === undefined) return refuse(404, 'environment not found');
  const action = verb === 'versions' ? rest[2] : verb;
  if (action === 'open')
    return method === 'POST' ? openDocument(state, found, { full, request, query }) : wrongMethod;
  if (action === 'decrypt') return method === 'GET' ? state.store.decrypted(found) : wrongMethod;
  if (action !== undefined) return refuse(404, 'not found');
  if (method === 'GET' || method === 'HEAD') return state.store.stored(found);
  if (method === 'PATCH') return state.store.update(full, request, state);
  return method === 'DELETE' ? state.store.remove(full) : wrongMethod;
}

async function anonymousCall({ request, state, query, parts }: Call, organization: string): Promise<Reply> {
  const [verb, id] = parts;
  if (verb === 'open' && id !== undefined) {
    return request.method === 'GET' ? readSession({ request, state, query, parts }, id) : wrongMethod;
  }
  if (request.method !== 'POST') return wrongMethod;
  const document = { text: request.body };
  if (verb === 'check') return checkDocument(state, document, organization);
  if (verb !== 'open') return refuse(404, 'not found');
  return openDocument(state, document, { full: `${organization}/<yaml>`, request, query, isAnonymous: true });
}

function readSession({ state, query }: Call, id: string): Reply {
  const session = state.sessions.get(id);
  if (session === undefined) return refuse(404, 'no such session');
  const property = query.get('property');
  if (property === null) return { status: 200, headers: {}, body: session.whole };
  const value = session.property(property);
  return value === undefined ? refuse(404, 'no such property') : { status: 200, headers: {}, body: value };
}

const wrongMethod = refuse(405, 'method not allowed');

function json(value: unknown): Reply {
  return { status: 200, headers: {}, body: JSON.stringify(value) };
}
