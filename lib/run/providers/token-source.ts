/** What an environment asks its token source for: names only, never values. */
export interface TokenRequest {
  /** The document being evaluated, where it is an import of the one that is opened. */
  readonly currentEnvironment?: string;
  readonly subjectAttributes?: readonly string[];
}

/** Where a short-lived OIDC token comes from. A token is a secret: it is never logged and never in an error. */
export interface TokenSource {
  readonly kind: TokenSourceKind;
  readonly token: (request: TokenRequest) => Promise<string>;
}

export type TokenSourceKind = 'issuer' | 'file' | 'github-actions' | 'command' | 'pulumi-cloud';
