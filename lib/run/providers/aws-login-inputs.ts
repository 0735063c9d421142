import { parseDuration } from '../../model/duration.ts';

/** The inputs of `fn::open::aws-login`, read. Times are whole seconds. */
export type AwsLoginInputs =
  | {
      readonly kind: 'oidc';
      readonly role: RoleInputs;
      readonly subjectAttributes: readonly string[];
      /** A second role, taken on with the first one's credentials. */
      readonly next?: ChainedRoleInputs;
    }
  | {
      readonly kind: 'static';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
      readonly next?: ChainedRoleInputs;
    };

export interface RoleInputs {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly policyArns?: readonly string[];
  readonly region?: string;
}

export interface ChainedRoleInputs extends RoleInputs {
  readonly externalId?: string;
}

/** A wrong input, with the path of the value that is wrong. */
export class InputFault extends Error {
  override readonly name = 'InputFault';
  readonly path: readonly string[];

  constructor(path: readonly string[], message: string) {
    super(`${path.join('.')}: ${message}`);
    this.path = path;
  }
}

const roleKeys = ['roleArn', 'sessionName', 'duration', 'policyArns', 'region'] as const;
/** What a role may be held for at all; a role's own maximum is usually an hour. */
const sessionLimits = { minSeconds: 900, maxSeconds: 43_200 } as const;
/** AWS gives a role that was taken on with another role's credentials at most an hour. */
const chainLimits = { minSeconds: 900, maxSeconds: 3600 } as const;

/** Reads the inputs; throws InputFault with the path of the first wrong one. */
export function readAwsLoginInputs(inputs: unknown): AwsLoginInputs {
  const { oidc, static: fixed, assumeRole } = readRecord(inputs, [], ['oidc', 'static', 'assumeRole']);
  if ((oidc === undefined) === (fixed === undefined)) {
    throw new InputFault(['aws-login'], 'exactly one of "oidc" and "static" must be given');
  }
  const next = assumeRole === undefined ? {} : { next: readChainedRole(assumeRole) };
  return oidc === undefined ? { ...readStatic(fixed), ...next } : { ...readOidc(oidc), ...next };
}

function readOidc(value: unknown) {
  const fields = readRecord(value, ['oidc'], [...roleKeys, 'subjectAttributes']);
  const role = readRole(fields, { path: ['oidc'], defaultDuration: '2h', ...sessionLimits });
  return {
    kind: 'oidc' as const,
    role,
    subjectAttributes: readStrings(fields['subjectAttributes'], ['oidc', 'subjectAttributes']) ?? [],
  };
}

function readStatic(value: unknown) {
  const path = ['static'];
  const fields = readRecord(value, path, ['accessKeyId', 'secretAccessKey', 'sessionToken']);
  const sessionToken = readOptional(fields, 'sessionToken', path);
  return {
    kind: 'static' as const,
    accessKeyId: readRequired(fields, 'accessKeyId', path),
    secretAccessKey: readRequired(fields, 'secretAccessKey', path),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

function readChainedRole(value: unknown): ChainedRoleInputs {
  const path = ['assumeRole'];
  const fields = readRecord(value, path, [...roleKeys, 'externalId']);
  const externalId = readOptional(fields, 'externalId', path);
  return {
    ...readRole(fields, { path, defaultDuration: '1h', ...chainLimits }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

interface RoleRules {
  readonly path: readonly string[];
  readonly defaultDuration: string;
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

function readRole(fields: Fields, rules: RoleRules): RoleInputs {
  const { path } = rules;
  const roleArn = readRequired(fields, 'roleArn', path);
  if (!/^arn:[^:\s]+:iam::[^:\s]*:role\/\S+$/.test(roleArn)) {
    throw new InputFault([...path, 'roleArn'], `"${roleArn}" is no ARN of a role`);
  }
  const sessionName = readRequired(fields, 'sessionName', path);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw new InputFault([...path, 'sessionName'], 'must be 2 to 64 letters, digits or any of _+=,.@-');
  }
  const policyArns = readStrings(fields['policyArns'], [...path, 'policyArns']);
  const region = readOptional(fields, 'region', path);
  return {
    roleArn,
    sessionName,
    durationSeconds: readDuration(fields, rules),
    ...(policyArns === undefined ? {} : { policyArns }),
    ...(region === undefined ? {} : { region }),
  };
}

function readDuration(fields: Fields, rules: RoleRules): number {
  const text = readOptional(fields, 'duration', rules.path) ?? rules.defaultDuration;
  const path = [...rules.path, 'duration'];
  const seconds = parseDuration(text);
  if (seconds === undefined) throw new InputFault(path, `"${text}" is no duration such as 1h, 30m or 1h30m`);
  if (seconds >= rules.minSeconds && seconds <= rules.maxSeconds) return seconds;
  const hours = rules.maxSeconds / 3600;
  const what = hours === 1 ? 'a role taken on with another role' : 'a role';
  throw new InputFault(path, `"${text}" is not between 15m and ${hours}h, which AWS allows for ${what}`);
}

function readRecord(value: unknown, path: readonly string[], known: readonly string[]): Fields {
  const here = path.length === 0 ? ['aws-login'] : path;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputFault(here, 'must be an object');
  }
  const unknownKey = Object.keys(value).find((key) => !known.includes(key));
  if (unknownKey === undefined) return { ...value };
  throw new InputFault(here, `unknown property "${unknownKey}"; known are ${known.join(', ')}`);
}

function readRequired(fields: Fields, key: string, path: readonly string[]): string {
  const value = readOptional(fields, key, path);
  if (value === undefined) throw new InputFault(path, `missing required property "${key}"`);
  return value;
}

function readOptional(fields: Fields, key: string, path: readonly string[]): string | undefined {
  const value = fields[key];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new InputFault([...path, key], 'must be a string that is not empty');
}

function readStrings(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new InputFault(path, 'must be a list of strings');
}
