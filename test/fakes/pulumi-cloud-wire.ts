import type { IncomingHttpHeaders } from 'node:http';

/** A request as the fake got it. */
export interface CloudRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An issuer that an organization has registered, and what its tokens must say. */
export interface Registration {
  readonly organization: string;
  readonly issuer: string;
  readonly subject: string;
  /** `organization`, `team:ops`, … */
  readonly as: string;
}

export function reply(status: number, body: object): Reply {
  return { status, headers: {}, body: JSON.stringify(body) };
}

/** The service's own form of an error. */
export function refuse(code: number, message: string): Reply {
  return reply(code, { code, message });
}
