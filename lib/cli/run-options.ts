import type { Command } from 'commander';

/** The options with which `run` and `credentials` say where tokens come from and what they must say. */
export function addLiveOptions(command: Command): Command {
  return command
    .option(
      '--token-source <source>',
      'issuer, issuer:FUNCTION, file:PATH, github-actions, command:COMMAND or pulumi-cloud (default: NIGHTSHIFT_TOKEN_SOURCE, AWS_WEB_IDENTITY_TOKEN_FILE, GitHub Actions, the issuer that the app deployed)',
    )
    .option('--issuer <url>', 'what the token must name as iss (default: issuer.domain of jobs.yaml)')
    .option('--audience <name>', 'what the token must name as aud (default: aws:<organization>)')
    .option('--organization <name>', 'default: organization of jobs.yaml')
    .option('--account <id>', 'stands for ${context.aws.account} (default: asks STS)')
    .option('--region <name>', 'where STS is asked (default: AWS_REGION)')
    .option('-l, --lifetime <duration>', 'how long what Pulumi Cloud opened stays open there (default: 2h)');
}
