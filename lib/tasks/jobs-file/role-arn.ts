/** A role's ARN, its account left open where it says `${context.aws.account}`. */
export interface RoleArn {
  readonly kind: 'role';
  readonly name: string;
  /** Twelve digits, or undefined for the account that the app is deployed to. */
  readonly account: string | undefined;
}

export interface RoleArnError {
  readonly kind: 'error';
  readonly message: string;
}

const shape = 'arn:aws:iam::${context.aws.account}:role/NAME';

/** Reads the ARN of a role that the app is to make, as an environment writes it. */
export function parseRoleArn(text: string): RoleArn | RoleArnError {
  const match = /^arn:[a-z-]+:iam::(\d{12}|\$\{context\.aws\.account\}):role\/(.*)$/.exec(text);
  const [, account = '', name = ''] = match ?? [];
  if (match === null) return failed(`"${text}" is no role that the app can make; write ${shape}`);
  if (name.includes('${')) return failed(`the role's name must be written out: "${name}"`);
  if (name.includes('/')) return failed(`the role "${name}" has a path; the app makes roles without one`);
  if (name.length > 64)
    return failed(`the role's name has ${name.length} characters; AWS takes 64: "${name}"`);
  if (!/^[\w+=,.@-]+$/.test(name))
    return failed(`"${name}" is no name of a role; use letters, digits and "+=,.@-_"`);
  return { kind: 'role', name, account: account.startsWith('$') ? undefined : account };
}

function failed(message: string): RoleArnError {
  return { kind: 'error', message };
}
