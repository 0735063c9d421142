/** One IAM statement that a task needs, with the reason a reviewer wants to read. */
export interface Statement {
  readonly reason: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Where a statement's ARNs lie. Values may be deploy-time tokens. */
export interface AwsPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}
