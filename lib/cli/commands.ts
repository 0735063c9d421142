import type { CommandRow } from './cli.ts';

/** Every command, in the order `nightshift --help` lists them. */
export const commands: readonly CommandRow[] = [
  {
    words: 'start',
    summary: 'deploys the app on a local AWS emulator, lets the schedules fire and checks what they did',
    load: () => import('./start.ts'),
  },
  {
    words: 'local env',
    summary: 'export lines for your own tools, while "start --stay" keeps the stack up',
    load: () => import('./local-env.ts'),
  },
  {
    words: 'console',
    summary:
      'a local web page: what runs, what needs attention, what comes next; run, pause, backfill, redrive',
    load: () => import('./console.ts'),
  },
  {
    words: 'schedule next',
    summary: 'when a schedule fires next',
    load: () => import('./schedule-next.ts'),
  },
  {
    words: 'schedule explain',
    summary: 'a schedule in words, as AWS writes it, with its next firings',
    load: () => import('./schedule-explain.ts'),
  },
  {
    words: 'schedule simulate',
    summary: 'every change and firing of a week, or of any span, as text, JSON or a chart',
    load: () => import('./schedule-simulate.ts'),
  },
  { words: 'jobs ls', summary: 'the jobs with their next firings', load: () => import('./jobs-ls.ts') },
  {
    words: 'jobs check',
    summary: 'every mistake in jobs.yaml and its environments',
    load: () => import('./jobs-check.ts'),
  },
  {
    words: 'jobs plan',
    summary: 'what a job would do, without doing it',
    load: () => import('./jobs-plan.ts'),
  },
  {
    words: 'jobs run',
    summary: 'runs a job now, or does exactly an earlier plan',
    load: () => import('./jobs-run.ts'),
  },
  {
    words: 'jobs history',
    summary: 'the newest runs of a job with their outcomes',
    load: () => import('./jobs-history.ts'),
  },
  {
    words: 'jobs show',
    summary: 'one slot with its attempts, and why it is as it is',
    load: () => import('./jobs-show.ts'),
  },
  {
    words: 'jobs logs',
    summary: "the lines of a job's log, also as they come",
    load: () => import('./jobs-logs.ts'),
  },
  {
    words: 'jobs pause',
    summary: 'skips the slots of a job from now on, with a reason',
    load: () => import('./jobs-pause.ts'),
  },
  {
    words: 'jobs resume',
    summary: 'lets a paused job run again',
    load: () => import('./jobs-resume.ts'),
  },
  {
    words: 'jobs cancel',
    summary: 'asks a run to stop, or drops a slot that waits',
    load: () => import('./jobs-cancel.ts'),
  },
  {
    words: 'jobs backfill',
    summary: 'runs the slots of a span that are not done',
    load: () => import('./jobs-backfill.ts'),
  },
  {
    words: 'jobs redrive',
    summary: 'lists the dead letters with their reasons, and runs their slots again',
    load: () => import('./jobs-redrive.ts'),
  },
  {
    words: 'report ls',
    summary: 'the newest reports of a job, and whether their mails arrived',
    load: () => import('./report-ls.ts'),
  },
  {
    words: 'report open',
    summary: 'the archived page of a report, in a file and in the browser',
    load: () => import('./report-open.ts'),
  },
  {
    words: 'trust print',
    summary: 'the OIDC provider and the trust policy that an environment needs in an account',
    load: () => import('./trust-print.ts'),
  },
  {
    words: 'trust check',
    summary: "whether an environment's roles will take its token, and which condition it fails",
    load: () => import('./trust-check.ts'),
  },
  {
    words: 'run',
    aliases: ['env run'],
    summary: "runs a command with an environment's variables and files, its secrets redacted",
    load: () => import('./run.ts'),
  },
  {
    words: 'credentials',
    summary: 'credentials of an environment, as credential_process of the AWS config file expects them',
    load: () => import('./credentials.ts'),
  },
  {
    words: 'env open',
    aliases: ['open'],
    summary: 'the values of an environment, its providers called',
    load: () => import('./env-open.ts'),
  },
  {
    words: 'env check',
    summary: 'every mistake in an environment, without opening anything',
    load: () => import('./env-check.ts'),
  },
  { words: 'env ls', summary: 'the names of the environments', load: () => import('./env-ls.ts') },
  {
    words: 'env init',
    aliases: ['env new'],
    summary: 'makes an environment, empty or from a file',
    load: () => import('./env-init.ts'),
  },
  {
    words: 'env get',
    summary: 'what an environment says, as far as it is known without opening anything',
    load: () => import('./env-get.ts'),
  },
  {
    words: 'env explain',
    summary: 'which document a value comes from, and what it overrides',
    load: () => import('./env-explain.ts'),
  },
  {
    words: 'env set',
    summary: 'sets a value in an environment, encrypted with --secret',
    load: () => import('./env-set.ts'),
  },
  {
    words: 'env encrypt',
    summary: 'encrypts the secrets that stand readably in an environment',
    load: () => import('./env-encrypt.ts'),
  },
  {
    words: 'env rm',
    summary: 'removes an environment, or a value of one',
    load: () => import('./env-rm.ts'),
  },
  {
    words: 'env edit',
    summary: 'opens the definition of an environment in your editor',
    load: () => import('./env-edit.ts'),
  },
  {
    words: 'login',
    summary: 'logs in to Pulumi Cloud, for environments that are kept there',
    load: () => import('./login.ts'),
  },
  { words: 'logout', summary: 'forgets the login', load: () => import('./logout.ts') },
  {
    words: 'completion',
    summary: 'the script with which bash, zsh or fish complete commands and names',
    load: () => import('./completion.ts'),
  },
  {
    words: 'sync',
    summary: 'copies what is new or changed from one S3 prefix to another, server-side',
    load: () => import('./sync.ts'),
  },
  {
    words: 'backup verify',
    summary: 'whether the days of a backup are complete and unchanged, by their manifests',
    load: () => import('./backup-verify.ts'),
  },
];
