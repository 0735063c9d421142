import type { CloudEnvironment } from '../model/cloud-name.ts';
import type { Job, JobsFile } from '../model/job.ts';
import type { AwsPlace, Statement } from '../model/statement.ts';
import type { Distribution } from '../tasks/task.ts';

/** One `fn::open::aws-login` of an environment, as far as it is known before the environment is opened. */
export interface Login {
  /** As written, `${context.aws.account}` filled in with a placeholder where the account is not known yet. */
  readonly roleName: string;
  /** Account of the role's ARN; undefined when the document says `${context.aws.account}`. */
  readonly account: string | undefined;
  /** The exact `sub` that the token will carry. */
  readonly subject: string;
  readonly durationSeconds: number;
}

/** A checked environment that at least one job uses. */
export interface EnvironmentInput {
  readonly name: string;
  /** `aud` of its tokens. */
  readonly audience: string;
  readonly logins: readonly Login[];
  /** Where Pulumi Cloud keeps it: its tokens are signed there, and nothing of it is known here. */
  readonly cloud?: CloudEnvironment;
  /** Names of the environments it imports, directly or not. */
  readonly imports: readonly string[];
  /** Which of them, and of the environment itself, hold encrypted secrets. Default: none. */
  readonly secretsOf?: readonly string[];
}

/** What the app is built from: checked files, no I/O left to do but bundling. */
export interface AppInput {
  readonly jobsFile: JobsFile;
  readonly environments: ReadonlyMap<string, EnvironmentInput>;
  readonly statements: (job: Job, place: AwsPlace) => readonly Statement[];
  /** Whether the job's task tells the app's topic of things. */
  readonly publishes: (job: Job) => boolean;
  /** Whether the job's task sends mail by the app's own configuration set. */
  readonly mails: (job: Job) => boolean;
  /** Whether the job's runs go on in further invocations of its function. */
  readonly continues: (job: Job) => boolean;
  /** How the job's runs hand slices out; undefined where they never do. */
  readonly distribution: (job: Job) => Distribution | undefined;
  readonly code: FunctionCode;
}

/** Functions that no job and no environment has for itself. */
export type AppFunction = 'mail-events' | 'notify' | 'publish-events' | 'watchdog';

/** Where the functions' code comes from: esbuild for real, nothing in template tests. */
export interface FunctionCode {
  readonly task: (taskName: string) => import('aws-cdk-lib/aws-lambda').Code;
  /** The function that does slices of a task's runs. */
  readonly slice: (taskName: string) => import('aws-cdk-lib/aws-lambda').Code;
  readonly issueToken: () => import('aws-cdk-lib/aws-lambda').Code;
  readonly discovery: () => import('aws-cdk-lib/aws-lambda').Code;
  /** A function of the app as a whole, `lambdas/<name>.ts`; `data` lies beside the code as `<name>.json`. */
  readonly app: (name: AppFunction, data?: unknown) => import('aws-cdk-lib/aws-lambda').Code;
}
