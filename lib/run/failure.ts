import { formatDiagnostic } from '../model/diagnostic.ts';
import { DocumentError, ServiceError } from '../model/errors.ts';
import type { Figures, Outcome } from '../model/outcome.ts';

export interface Failure {
  readonly outcome: Outcome;
  /** No retry can mend it: it goes to the dead letters without another attempt. */
  readonly permanent: boolean;
}

interface Rule {
  readonly codes: readonly string[];
  readonly permanent: boolean;
  readonly advice: string;
}

const RULES: readonly Rule[] = [
  {
    codes: [
      'AccessDenied',
      'AccessDeniedException',
      'UnauthorizedOperation',
      'AuthorizationError',
      '403',
      'Forbidden',
    ],
    permanent: true,
    advice:
      'the role lacks this permission or does not trust the token; see "nightshift trust check" and the role of the environment',
  },
  {
    codes: ['NoSuchBucket', 'PermanentRedirect', 'InvalidBucketName'],
    permanent: true,
    advice: 'check the bucket name and Region in jobs.yaml',
  },
  {
    codes: [
      'InvalidIdentityToken',
      'ExpiredTokenException',
      'IDPRejectedClaim',
      'NoOpenIDConnectProviderFoundInYourAccount',
    ],
    permanent: true,
    advice:
      'check the IAM OIDC provider and the claims: "nightshift trust check" names the condition that fails',
  },
  {
    codes: [
      'MessageRejected',
      'MailFromDomainNotVerifiedException',
      'InvalidParameterValue',
      'ValidationError',
      'ValidationException',
    ],
    permanent: true,
    advice: 'the service refused the request as it stands; correct the job in jobs.yaml',
  },
  {
    codes: [
      'InvalidCiphertext',
      'InvalidCiphertextException',
      'WrongEnvironment',
      'IncorrectKeyException',
      'DisabledException',
      'KMSInvalidStateException',
    ],
    permanent: true,
    advice: 'the secret cannot be opened as it stands; set it again with "nightshift env set --secret"',
  },
  {
    codes: ['ThresholdBreached', 'NoData'],
    permanent: true,
    advice: 'the report has been sent and says what is wrong; another attempt would only send it again',
  },
  {
    codes: ['ReportNotDelivered'],
    permanent: true,
    advice:
      'the topic was told; mend what the reason names (docs/reports.md, "Not delivered"), then run the slot again with "nightshift jobs run"',
  },
  {
    codes: ['ReportDelayed'],
    permanent: false,
    advice: 'the report is stored, and the next attempt delivers it; what has arrived is not sent again',
  },
  {
    codes: ['InvalidTag', 'TimestampOutOfRange'],
    permanent: true,
    advice: 'correct the tag or the timestamp that the reason names',
  },
  {
    codes: [
      'OutboundWebIdentityFederationDisabled',
      'OutboundWebIdentityFederationDisabledException',
      'TokenExchangeRefused',
      'Unauthorized',
    ],
    permanent: true,
    advice:
      'docs/pulumi-cloud.md tells what the account and the organization need so that functions may open environments there',
  },
  {
    codes: ['PulumiCloudNotFound'],
    permanent: true,
    advice:
      'check the name of the environment in jobs.yaml, and that whom the token names may see it in Pulumi Cloud',
  },
  { codes: ['EnvironmentError'], permanent: true, advice: 'run "nightshift env check" on the environment' },
  {
    codes: ['PlanMismatch', 'PlanNotFound'],
    permanent: true,
    advice: 'make a new plan with "nightshift jobs plan"',
  },
  {
    codes: [
      'SlowDown',
      'Throttling',
      'ThrottlingException',
      'RequestLimitExceeded',
      'TooManyRequestsException',
    ],
    permanent: false,
    advice: 'the service throttles; the next attempt comes by itself',
  },
];

/** What a thrown error means for the slot: a code, one line, what to do, and whether trying again makes sense. */
export function toFailure(error: unknown, figures: Figures = {}): Failure {
  const { code, reason } = readError(error);
  return describeFailure({ code, reason, figures });
}

/** The same for a failure that is already known by its code, such as a task's own failed result. */
export function describeFailure(fields: { code: string; reason: string; figures: Figures }): Failure {
  const rule = RULES.find(({ codes }) => codes.includes(fields.code));
  return {
    outcome: { kind: 'failed', ...fields, ...(rule === undefined ? {} : { advice: rule.advice }) },
    permanent: rule?.permanent ?? false,
  };
}

function readError(error: unknown): { code: string; reason: string } {
  if (error instanceof ServiceError) return { code: error.code, reason: error.message };
  if (error instanceof DocumentError) {
    const [first] = error.diagnostics;
    return {
      code: 'EnvironmentError',
      reason: first === undefined ? error.message : formatDiagnostic(first),
    };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'InternalError', reason: text.split('\n')[0] ?? text };
}
