import { ServiceError } from '../model/errors.ts';
import { callPulumi, type PulumiCloud } from './call.ts';
import { listAt, objectOf, readObject, textAt } from './json.ts';

/** Whose token it is. */
export interface CloudAccount {
  readonly login: string;
  readonly organizations: readonly string[];
}

/** Who the service takes the access token for; `Unauthorized` where it takes it for nobody's. */
export async function readAccount(cloud: PulumiCloud): Promise<CloudAccount> {
  const message = `cannot log in to ${new URL(cloud.url).host}`;
  const body = readObject((await callPulumi(cloud, { method: 'GET', path: '/api/user', message })).text);
  const login = textAt(body, 'githubLogin');
  if (login === undefined) throw answerWithout(message, 'a user');
  const organizations = listAt(body, 'organizations').map((item) => textAt(objectOf(item), 'githubLogin'));
  return { login, organizations: organizations.filter((name) => name !== undefined) };
}

/** The organization that names without one belong to. */
export async function readDefaultOrganization(cloud: PulumiCloud): Promise<string> {
  const message = 'cannot find out your default organization';
  const path = '/api/user/organizations/default';
  const body = readObject((await callPulumi(cloud, { method: 'GET', path, message })).text);
  const name = textAt(body, 'gitHubLogin') ?? textAt(body, 'githubLogin');
  if (name === undefined) throw answerWithout(message, 'an organization');
  return name;
}

function answerWithout(message: string, what: string): ServiceError {
  return new ServiceError({
    code: 'PulumiCloudAnswer',
    service: 'pulumi-cloud',
    operation: 'GET',
    message: `${message}: the answer does not name ${what}`,
  });
}
