import { type Command, Option } from 'commander';
import { UsageError } from '../model/errors.ts';
import { makeTrustPolicy, makeTrustTemplate, type TrustedRole } from '../oidc/make-trust-policy.ts';
import { issuerHostOf, providerArnFor } from '../oidc/trust-token.ts';
import type { Cli } from './cli.ts';
import type { PresentedLogin } from './presented-login.ts';
import { presentedLogins } from './trust-presented.ts';

interface PrintOptions {
  readonly organization?: string;
  readonly issuer?: string;
  readonly pulumiCloud?: boolean;
  readonly account?: string;
  readonly format: 'json' | 'cloudformation' | 'policy';
  readonly existingProvider?: boolean;
}

/** `trust print ENV`: what an account needs so that this environment may take on its roles there. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<environment>', '[org/]project/env, or pulumi://org/project/env')
    .option('--issuer <url>', "the issuer's address (default: issuer.domain of jobs.yaml)")
    .option('--pulumi-cloud', 'the environment lives in Pulumi Cloud, whose issuer signs')
    .option('--organization <name>', 'default: organization of jobs.yaml')
    .option('--account <id>', 'stands for ${context.aws.account}')
    .option('--existing-provider', 'the account has the OIDC provider already')
    .addOption(
      new Option('--format <format>', 'json: inputs of `aws iam create-…`; policy: the trust policy alone')
        .choices(['json', 'cloudformation', 'policy'])
        .default('json'),
    )
    .action((environment: string, options: PrintOptions) => print(environment, options, cli));
}

async function print(environment: string, options: PrintOptions, cli: Cli): Promise<void> {
  const logins = await presentedLogins({ ...options, environment, cwd: cli.cwd }, cli);
  if (logins.length === 0) throw new UsageError(`"${environment}" has no fn::open::aws-login with oidc`);
  const documents = {
    json: () => commandInputs(logins, options),
    cloudformation: () => template(logins, options),
    policy: () => onlyPolicy(logins),
  };
  cli.stdout.write(`${JSON.stringify(documents[options.format](), undefined, 2)}\n`);
}

/** What `aws iam create-open-id-connect-provider` and `aws iam create-role` take as `--cli-input-json`. */
function commandInputs(logins: readonly PresentedLogin[], options: PrintOptions): object {
  const [{ claims }] = atLeastOne(logins);
  const provider = { Url: claims.iss, ClientIDList: [claims.aud] };
  return {
    ...(options.existingProvider === true ? {} : { OpenIDConnectProvider: provider }),
    Roles: groupByRole(logins).map((group) => ({
      RoleName: roleOf(group).roleName,
      MaxSessionDuration: roleOf(group).maxSessionSeconds,
      AssumeRolePolicyDocument: policyOf(group),
    })),
  };
}

function template(logins: readonly PresentedLogin[], options: PrintOptions): object {
  const [{ claims }] = atLeastOne(logins);
  return makeTrustTemplate({
    issuerUrl: claims.iss,
    audience: claims.aud,
    roles: groupByRole(logins).map(roleOf),
    makesProvider: options.existingProvider !== true,
  });
}

function onlyPolicy(logins: readonly PresentedLogin[]): object {
  const [group, ...others] = groupByRole(logins);
  if (group === undefined || others.length > 0) {
    throw new UsageError('the environment takes on several roles; use --format json');
  }
  return policyOf(group);
}

function policyOf(group: readonly PresentedLogin[]): object {
  const [{ claims, roleArn }] = atLeastOne(group);
  if (roleArn.includes('${')) {
    throw new UsageError(`role "${roleArn}" depends on the account; name it with --account ID`);
  }
  return makeTrustPolicy({
    providerArn: providerArnFor(roleArn, issuerHostOf(claims.iss)),
    issuerUrl: claims.iss,
    audience: claims.aud,
    subjects: roleOf(group).subjects,
  });
}

function groupByRole(logins: readonly PresentedLogin[]): readonly (readonly PresentedLogin[])[] {
  const arns = [...new Set(logins.map(({ roleArn }) => roleArn))];
  return arns.map((arn) => logins.filter(({ roleArn }) => roleArn === arn));
}

function roleOf(group: readonly PresentedLogin[]): TrustedRole {
  const [{ roleArn }] = atLeastOne(group);
  return {
    roleName: roleArn.slice(roleArn.lastIndexOf('/') + 1),
    subjects: [...new Set(group.map(({ claims }) => claims.sub))],
    maxSessionSeconds: Math.max(3600, ...group.map(({ durationSeconds }) => durationSeconds)),
  };
}

function atLeastOne(logins: readonly PresentedLogin[]): readonly [PresentedLogin] {
  const [first] = logins;
  if (first === undefined) throw new Error('a role without a login');
  return [first];
}
