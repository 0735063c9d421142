import type { Statement } from '../model/statement.ts';

/**
 * Everything that the local stack deploys differently, in this one file, because its emulator cannot evaluate what
 * AWS can. Production takes each value as it comes; the README's table lists what is not proven locally.
 */
export interface LocalDifferences {
  readonly isLocal: boolean;
  /** Locally every schedule fires on the next whole minute, as a rule: the emulator ignores time zones. */
  readonly scheduleExpression: (expression: string) => string;
  readonly usesScheduler: (wanted: boolean) => boolean;
  /** Locally without the condition keys that the emulator does not resolve, and SES on every identity. */
  readonly statement: (statement: Statement) => Statement;
  /** So many slices of a run are done at once; locally no more than the machine bears. */
  readonly slicesAtOnce: (wanted: number) => number;
  /** The key policy's condition that holds for everybody but these roles; locally `aws:PrincipalArn` is the session's ARN. */
  readonly nobodyBut: (roles: readonly RoleName[]) => Record<string, Record<string, readonly string[]>>;
  /** Locally the Lambda-backed provider: the emulator knows no native one. */
  readonly nativeOidcProvider: boolean;
  /** Locally each job fires once, and its rule rests after that: a watchdog would rightly miss every further slot. */
  readonly watchdogLooks: boolean;
  /** Locally nothing is kept when the stack goes: it goes with its emulator. */
  readonly retains: boolean;
}

/** A role of the app's own account. */
export interface RoleName {
  readonly partition: string;
  readonly account: string;
  readonly name: string;
}

/** Condition keys that the emulator leaves unresolved, so that an Allow with them denies what it should allow. */
const UNRESOLVED_KEYS = [
  'ec2:ResourceTag/',
  'aws:ResourceTag/',
  'ses:FromAddress',
  'cloudwatch:namespace',
  'kms:EncryptionContext:',
];

export const production: LocalDifferences = {
  isLocal: false,
  scheduleExpression: (expression) => expression,
  usesScheduler: (wanted) => wanted,
  statement: (statement) => statement,
  slicesAtOnce: (wanted) => wanted,
  nobodyBut: (roles) => ({
    StringNotEquals: {
      'aws:PrincipalArn': roles.map(
        ({ partition, account, name }) => `arn:${partition}:iam::${account}:role/${name}`,
      ),
    },
  }),
  nativeOidcProvider: true,
  watchdogLooks: true,
  retains: true,
};

export const local: LocalDifferences = {
  isLocal: true,
  scheduleExpression: () => 'cron(* * * * ? *)',
  usesScheduler: () => false,
  statement: (statement) => widenResources(dropUnresolvedConditions(statement)),
  slicesAtOnce: (wanted) => Math.min(wanted, 4),
  nobodyBut: (roles) => ({
    StringNotLike: {
      'aws:PrincipalArn': roles.map(
        ({ partition, account, name }) => `arn:${partition}:sts::${account}:assumed-role/${name}/*`,
      ),
    },
  }),
  nativeOidcProvider: false,
  watchdogLooks: false,
  retains: false,
};

function dropUnresolvedConditions(statement: Statement): Statement {
  if (statement.conditions === undefined) return statement;
  const operators = Object.entries(statement.conditions).flatMap(([operator, keys]) => {
    const kept = Object.entries(keys).filter(
      ([key]) => !UNRESOLVED_KEYS.some((prefix) => key.startsWith(prefix)),
    );
    return kept.length === 0 ? [] : [[operator, Object.fromEntries(kept)] as const];
  });
  const { conditions: _dropped, ...rest } = statement;
  return operators.length === 0 ? rest : { ...rest, conditions: Object.fromEntries(operators) };
}

function widenResources(statement: Statement): Statement {
  const onlyMail = statement.actions.every((action) => action.startsWith('ses:'));
  return onlyMail ? { ...statement, resources: ['*'] } : statement;
}
