import { decryptSecrets, encryptSecrets, hasErrors } from '../../lib/esc/index.ts';
import { evaluate, refuseDocument, type Session, toWire } from './pulumi-cloud-evaluate.ts';
import { type CloudRequest, type Registration, type Reply, refuse, reply } from './pulumi-cloud-wire.ts';

export interface CloudState {
  readonly login: string;
  readonly organizations: readonly string[];
  readonly tokens: Set<string>;
  readonly registrations: readonly Registration[];
  readonly store: EnvironmentStore;
  readonly sessions: Map<string, Session>;
}

interface Revision {
  readonly text: string;
  readonly revision: number;
}

/** Environments with all their revisions; every `fn::secret` in clear is encrypted when it comes in. */
export class EnvironmentStore {
  readonly documents = new Map<string, readonly Revision[]>();

  constructor(environments: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(environments))
      this.documents.set(name, [{ text, revision: 1 }]);
  }

  find(full: string, version?: string): Revision | undefined {
    const revisions = this.documents.get(full);
    if (version === undefined || version === 'latest') return revisions?.at(-1);
    return revisions?.find(({ revision }) => String(revision) === version);
  }

  /** Two to a page, unless more are asked for, so that clients have to turn pages. */
  list(organization: string | undefined, query: URLSearchParams): Reply {
    const names = [...this.documents.keys()]
      .map((full) => full.split('/'))
      .filter(([owner]) => organization === undefined || owner === organization);
    const from = Number(query.get('continuationToken') ?? 0);
    const to = from + Number(query.get('maxResults') ?? 2);
    const environments = names.slice(from, to).map(([owner, project, name]) => ({
      organization: owner,
      project,
      name,
      created: '2026-01-01T00:00:00Z',
    }));
    return reply(200, { environments, nextToken: to < names.length ? String(to) : '' });
  }

  create(organization: string, body: string): Reply {
    const { project, name, ...others }: Record<string, unknown> = JSON.parse(body);
    if (typeof project !== 'string' || typeof name !== 'string' || Object.keys(others).length > 0) {
      return refuse(400, 'expected project and name');
    }
    const full = `${organization}/${project}/${name}`;
    if (this.documents.has(full)) return refuse(409, 'environment already exists');
    this.documents.set(full, [{ text: '', revision: 1 }]);
    return { status: 204, headers: {}, body: '' };
  }

  stored({ text, revision }: Revision): Reply {
    return { status: 200, headers: revisionHeaders(revision), body: text };
  }

  async decrypted({ text, revision }: Revision): Promise<Reply> {
    const opened = await decryptSecrets(text, async (ciphertext) => Buffer.from(ciphertext).toString());
    return { status: 200, headers: revisionHeaders(revision), body: opened.text };
  }

  async update(full: string, { headers, body }: CloudRequest, state: CloudState): Promise<Reply> {
    const current = this.documents.get(full) ?? [];
    const etag = headers['etag'];
    if (etag !== undefined && etag !== revisionHeaders(current.length)['etag']) {
      return refuse(409, 'conflict: the environment has been modified');
    }
    const { diagnostics } = await evaluate(state, { text: body }, { name: full, mode: 'check' });
    if (hasErrors(diagnostics)) return refuseDocument(diagnostics);
    const { text } = await encryptSecrets(body, async (plaintext) => Buffer.from(plaintext));
    this.documents.set(full, [...current, { text, revision: current.length + 1 }]);
    return reply(200, diagnostics.length === 0 ? {} : { diagnostics: diagnostics.map(toWire) });
  }

  remove(full: string): Reply {
    this.documents.delete(full);
    return { status: 204, headers: {}, body: '' };
  }
}

function revisionHeaders(revision: number): Record<string, string> {
  return {
    etag: `"etag-${revision}"`,
    'pulumi-esc-revision': String(revision),
    'content-type': 'application/x-yaml',
  };
}
