import { isCloudName, readCloudName } from '../../model/cloud-name.ts';
import { parseDuration } from '../../model/duration.ts';
import { parseInstant } from '../../model/schedule/instant.ts';
import { parseSchedule } from '../../model/schedule/parse.ts';
import { checkTimezone } from '../../model/schedule/timezone.ts';
import { hint } from './hint.ts';

const MAX_DURATION_SECONDS = 31 * 24 * 3600;

/** Says what is wrong with a text, or nothing. `offset` counts characters from its start. */
export type TextCheck = (text: string) => { readonly message: string; readonly offset?: number } | undefined;

/** The `format`s that schemas of `jobs.yaml` may name. `environment` knows the environments that there are. */
export function formatChecks(environments: readonly string[]): Readonly<Record<string, TextCheck>> {
  return {
    schedule: checkSchedule,
    'time-zone': checkTimeZoneName,
    environment: (text) => checkEnvironmentName(text, environments),
    instant: checkInstant,
    duration: checkDuration,
    'aws-region': expectPattern(
      /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/,
      'is no AWS Region; expected one such as "eu-central-1"',
    ),
    email: expectPattern(/^[^\s@<>,;"]+@[^\s@<>,;".]+(\.[^\s@<>,;".]+)+$/, 'is no e-mail address'),
    domain: expectPattern(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'is no domain name; expected one such as "issuer.example.com", without "https://"',
    ),
    'oidc-provider-arn': expectPattern(
      /^arn:[a-z-]+:iam::\d{12}:oidc-provider\/[^\s/]+(\/\S+)?$/,
      'is no ARN of an IAM OIDC provider; expected one such as "arn:aws:iam::123456789012:oidc-provider/api.pulumi.com/oidc"',
    ),
    'certificate-arn': expectPattern(
      /^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'is no ARN of an ACM certificate; expected one such as "arn:aws:acm:eu-central-1:123456789012:certificate/…"',
    ),
  };
}

function checkSchedule(text: string): ReturnType<TextCheck> {
  const parsed = parseSchedule(text);
  return parsed.kind === 'error' ? { message: parsed.message, offset: parsed.offset } : undefined;
}

function checkTimeZoneName(text: string): ReturnType<TextCheck> {
  const checked = checkTimezone(text);
  return checked.kind === 'error' ? { message: checked.message } : undefined;
}

function checkEnvironmentName(text: string, environments: readonly string[]): ReturnType<TextCheck> {
  if (environments.includes(text)) return undefined;
  if (isCloudName(text)) return checkCloudName(text);
  const parts = text.split('/');
  if (parts.length !== 2) return { message: `"${text}" is no environment; write project/name` };
  const bad = parts.find((part) => !isEnvironmentPart(part));
  if (bad !== undefined) {
    const rule = 'project and name have up to 100 letters, digits, "-", "_" and "."';
    return { message: `"${text}" is no environment; ${rule}`, offset: text.indexOf(bad) };
  }
  return { message: `no environment "${text}"${hint(text, environments)}` };
}

function checkCloudName(text: string): ReturnType<TextCheck> {
  if (readCloudName(text) !== undefined) return undefined;
  return { message: `"${text}" is no environment of Pulumi Cloud; write pulumi://organization/project/name` };
}

/** Whether a text may be the project or the name of an environment. */
export function isEnvironmentPart(text: string): boolean {
  return /^[A-Za-z0-9_.-]{1,100}$/.test(text) && !/^\.+$/.test(text);
}

/** Without an offset it is the wall clock of a zone that is not known here; `timings.ts` looks at that. */
function checkInstant(text: string): ReturnType<TextCheck> {
  const instant = parseInstant(text, 'UTC');
  return instant.kind === 'error' ? { message: instant.message } : undefined;
}

function checkDuration(text: string): ReturnType<TextCheck> {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 60 && seconds <= MAX_DURATION_SECONDS) return undefined;
  return {
    message: `"${text}" is no duration from one minute to 31 days; expected one such as "90m" or "24h"`,
  };
}

function expectPattern(pattern: RegExp, message: string): TextCheck {
  return (text) => (pattern.test(text) ? undefined : { message: `"${text}" ${message}` });
}
