import type { Target } from '../tasks/stop-instances/target.ts';
import type { AwsSession } from './session.ts';

/** Role chaining allows an hour at most (IAM User Guide, "Roles terms and concepts"). */
const DURATION_SECONDS = 3_600;

/**
 * The session for another account and Region: the target's role taken on with the job's own credentials, anew whenever
 * the SDK asks. Its ServiceError names the role.
 */
export function targetSession(session: AwsSession, { roleArn, region, externalId }: Target): AwsSession {
  const place = { region: region ?? session.region };
  if (roleArn === undefined) return { ...session, ...place };
  return {
    ...place,
    credentials: async () => {
      const { openSts } = await import('./sts.ts');
      return openSts({ region: session.region }).assumeRole({
        roleArn,
        sessionName: 'nightshift',
        durationSeconds: DURATION_SECONDS,
        credentials: await session.credentials(),
        ...(externalId === undefined ? {} : { externalId }),
      });
    },
  };
}
