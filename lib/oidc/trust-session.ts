import type { TrustFinding } from './trust-finding.ts';
import type { PresentedToken } from './trust-token.ts';

const hourSeconds = 3600;

/** What STS refuses for its length: above the role's maximum, or above an hour by way of another role. */
export function durationFindings(presented: PresentedToken): readonly TrustFinding[] {
  const { durationSeconds, maxSessionSeconds, chainedSeconds, roleArn } = presented;
  const findings: TrustFinding[] = [];
  if (
    durationSeconds !== undefined &&
    maxSessionSeconds !== undefined &&
    durationSeconds > maxSessionSeconds
  ) {
    findings.push({
      severity: 'error',
      rule: 'duration',
      path: 'duration',
      message: `the environment asks for ${showSeconds(durationSeconds)}, the role gives at most ${showSeconds(maxSessionSeconds)}`,
      fix: `set duration: ${showSeconds(maxSessionSeconds)}, or raise the maximum session duration of "${roleArn}"`,
    });
  }
  if (chainedSeconds !== undefined && chainedSeconds > hourSeconds) {
    findings.push({
      severity: 'error',
      rule: 'chaining',
      path: 'assumeRole.duration',
      message: `the second role is asked for ${showSeconds(chainedSeconds)}, AWS gives a chained role at most 1h`,
      fix: 'set duration: 1h there',
    });
  }
  return findings;
}

/** Seconds as durations are written: `1h30m`. */
export function showSeconds(seconds: number): string {
  const hours = Math.floor(seconds / hourSeconds);
  const minutes = (seconds % hourSeconds) / 60;
  if (!Number.isInteger(minutes)) return `${seconds}s`;
  return `${hours === 0 ? '' : `${hours}h`}${minutes === 0 ? '' : `${minutes}m`}`;
}
