import type { Diagnostic } from './diagnostic.ts';

/** The command was called wrongly; the message says how to call it. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** One or more documents hold mistakes, all of them collected. Exit code 2. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('; '));
    this.diagnostics = diagnostics;
  }
}

export interface ServiceErrorFields {
  /** The service's own error code, such as `AccessDenied`; `NetworkError` or `Timeout` where there was no answer. */
  readonly code: string;
  /** One line, lower-case, naming the thing: `cannot list "s3://logs/app/"`. */
  readonly message: string;
  readonly service: string;
  readonly operation: string;
  /** HTTP status of the answer, when there was one. */
  readonly status?: number;
  readonly cause?: unknown;
}

/** A service refused or failed a call. Ports throw it; `lib/run` turns it into a failed outcome. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly service: string;
  readonly operation: string;
  readonly status: number | undefined;

  constructor(fields: ServiceErrorFields) {
    super(fields.message, { cause: fields.cause });
    this.code = fields.code;
    this.service = fields.service;
    this.operation = fields.operation;
    this.status = fields.status;
  }
}
