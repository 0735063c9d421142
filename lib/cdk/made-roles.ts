import type { TrustedRole } from '../oidc/make-trust-policy.ts';
import type { Login } from './input.ts';

/** AWS grants no shorter sessions than this to a role. */
const MIN_SESSION_SECONDS = 3600;

/** The roles that an environment's logins take on, with all that each of them has to trust. */
export function madeRolesOf(logins: readonly Login[]): readonly TrustedRole[] {
  const names = [...new Set(logins.map(({ roleName }) => roleName))];
  return names.map((roleName) => {
    const own = logins.filter((login) => login.roleName === roleName);
    return {
      roleName,
      subjects: [...new Set(own.map(({ subject }) => subject))],
      maxSessionSeconds: Math.max(MIN_SESSION_SECONDS, ...own.map(({ durationSeconds }) => durationSeconds)),
    };
  });
}
