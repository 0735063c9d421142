import { createHash } from 'node:crypto';
import { type CloudEnvironment, formatName, readCloudName } from '../model/cloud-name.ts';
import { audienceFor, subjectFor } from '../oidc/claims.ts';
import type { EnvironmentInput } from './input.ts';

const PREFIX = 'nightshift-pulumi-';
const MAX_ROLE_NAME = 64;
/** What Pulumi's `aws-login` asks for when a document says nothing; the document is not known here. */
const DEFAULT_DURATION_SECONDS = 7200;

/**
 * An environment that Pulumi Cloud keeps, as far as its name tells: the role that is made for it, and who may take it on.
 * Undefined for an environment of files.
 */
export function cloudEnvironmentInput(name: string): EnvironmentInput | undefined {
  const cloud = readCloudName(name);
  if (cloud === undefined) return undefined;
  const { organization } = cloud;
  const rootEnvironment = `${cloud.project}/${cloud.name}`;
  const identity = { organization, rootEnvironment, currentEnvironment: rootEnvironment };
  return {
    name,
    cloud,
    audience: audienceFor({ organization, rootEnvironment }),
    logins: [
      {
        roleName: cloudRoleName(cloud),
        account: undefined,
        subject: subjectFor({ ...identity, userLogin: '', subjectAttributes: [] }),
        durationSeconds: DEFAULT_DURATION_SECONDS,
      },
    ],
    imports: [],
  };
}

/** `nightshift-pulumi-<project>-<name>`; a hash keeps those apart that IAM would take for the same, and makes long ones fit. */
function cloudRoleName({ version: _version, ...environment }: CloudEnvironment): string {
  const readable = `${environment.project}-${environment.name}`;
  const isUnambiguous = readable.split('-').length === 2 && readable === readable.toLowerCase();
  if (isUnambiguous && readable.length <= MAX_ROLE_NAME - PREFIX.length) return PREFIX + readable;
  const hash = createHash('sha256').update(formatName(environment)).digest('hex').slice(0, 8);
  return `${PREFIX}${readable.slice(0, MAX_ROLE_NAME - PREFIX.length - hash.length - 1)}-${hash}`;
}
