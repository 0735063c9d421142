/** What `pulumiCloud` of jobs.yaml may hold. */
export const pulumiCloudSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['organization'],
  description:
    'Environments in Pulumi Cloud: the app makes or imports the IAM OIDC provider of Pulumi, and the roles that trust it.',
  properties: {
    organization: {
      type: 'string',
      pattern: '^[A-Za-z0-9_.-]{1,100}$',
      patternErrorMessage: 'expected up to 100 letters, digits, "-", "_" and "."',
      description: 'The organization in Pulumi Cloud; roles trust its environments alone.',
    },
    provider: {
      type: 'string',
      format: 'oidc-provider-arn',
      description:
        'ARN of the IAM OIDC provider, where the account has it already; an account has one at most. Default: the app makes it.',
    },
    url: {
      type: 'string',
      pattern: '^https://[a-z0-9.-]+(:[0-9]+)?$',
      patternErrorMessage: 'expected an address such as "https://api.pulumi.com", without a last slash',
      description: 'The API of a self-hosted Pulumi Cloud. Default: https://api.pulumi.com.',
    },
    accessAs: {
      type: 'string',
      pattern: '^(organization|(team|user|runner):[A-Za-z0-9_.-]{1,100})$',
      patternErrorMessage: 'expected organization, team:NAME, user:LOGIN or runner:ID',
      description:
        'Whose access token functions get for the token that AWS gives them; what the plan of the organization allows. Default: organization.',
    },
  },
} as const;
