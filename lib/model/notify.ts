/** How urgent: `error` needs somebody, `warning` should be looked at, `info` is for the record. */
export type Severity = 'info' | 'warning' | 'error';

/** Where a secret address is kept; only its name is ever in a file, a template or a log. */
export interface SecretPlace {
  readonly kind: 'parameter' | 'secret';
  readonly name: string;
}

/** Somebody who hears of a job. */
export type NotifyTarget =
  | { readonly kind: 'email'; readonly address: string }
  | { readonly kind: 'topic'; readonly arn: string }
  | { readonly kind: 'slack' | 'webhook'; readonly url: SecretPlace };

/** Tells a target of all that is at least so urgent. */
export interface NotifyRule {
  readonly target: NotifyTarget;
  readonly severity: Severity;
}

const ORDER: readonly Severity[] = ['info', 'warning', 'error'];

/** Whether something of this severity is urgent enough for somebody who wants at least that one. */
export function isUrgentEnough(severity: Severity, least: Severity): boolean {
  return ORDER.indexOf(severity) >= ORDER.indexOf(least);
}
