import { isCloudName } from '../model/cloud-name.ts';
import { parseDuration } from '../model/duration.ts';
import type { Job, JobsFile } from '../model/job.ts';
import type { AwsPlace } from '../model/statement.ts';
import { audienceFor, isSubjectAttributeName, subjectFor } from '../oidc/claims.ts';
import type { CatalogTask } from '../tasks/catalog.ts';
import { cloudOf } from '../tasks/jobs-file/cloud-bundle.ts';
import type { EnvironmentFile, LoginSource } from '../tasks/jobs-file/environment-file.ts';
import { closureOf } from '../tasks/jobs-file/environment-rules.ts';
import { parseRoleArn } from '../tasks/jobs-file/role-arn.ts';
import { bundleFunctions } from './bundle.ts';
import { cloudEnvironmentInput } from './cloud-environment.ts';
import type { AppInput, EnvironmentInput, FunctionCode, Login } from './input.ts';
import { madeRolesOf } from './made-roles.ts';
import { sessionPolicyOf } from './session-policy.ts';

/** Who opens environments in Lambda, as tokens and `context.pulumi.user` name it. */
const USER_LOGIN = 'nightshift';
/** What `aws-login` asks for when a document says nothing (Pulumi ESC, "aws-login"). */
const DEFAULT_DURATION_SECONDS = 7200;

export interface ProjectInput {
  readonly root: string;
  readonly jobsFile: JobsFile;
  readonly environments: ReadonlyMap<string, EnvironmentFile>;
  readonly catalog: readonly CatalogTask[];
  /** The compiled document of an environment, as functions evaluate it. */
  readonly compile: (environmentName: string) => unknown;
}

/** Turns a checked project into what the stacks are built from; bundles the functions' code below `outDirectory`. */
export function appInputOf(project: ProjectInput, outDirectory: string): AppInput {
  const { jobsFile } = project;
  const used = [...new Set(jobsFile.jobs.map(({ environment }) => environment))];
  const environments = new Map(used.map((name) => [name, environmentInput(name, project)]));
  const statements = (job: Job, place: AwsPlace) =>
    taskOf(job.task.name, project).statements(job.task.settings, place);
  const code = bundledCode({ project, environments, statements, outDirectory });
  // Somebody else's role may send from another account, where the app's configuration set is not.
  const mails = (job: Job) => job.role === 'managed' && (taskOf(job.task.name, project).mails ?? false);
  const publishes = (job: Job) => taskOf(job.task.name, project).publishes ?? false;
  const continues = (job: Job) => taskOf(job.task.name, project).continues ?? false;
  const distribution = (job: Job) => taskOf(job.task.name, project).distribution(job.task.settings);
  return { jobsFile, environments, statements, distribution, publishes, mails, continues, code };
}

function environmentInput(name: string, { jobsFile, environments }: ProjectInput): EnvironmentInput {
  const inCloud = cloudEnvironmentInput(name);
  if (inCloud !== undefined) return inCloud;
  const closure = closureOf(name, environments);
  const { organization } = jobsFile;
  return {
    name,
    audience: audienceFor({ organization, rootEnvironment: name }),
    logins: closure.flatMap((file) =>
      file.logins.flatMap((login) => loginOf(login, { organization, root: name, file })),
    ),
    imports: closure.map((file) => file.name).filter((imported) => imported !== name),
    secretsOf: closure.filter((file) => file.holdsCiphertexts).map((file) => file.name),
  };
}

/** Logins whose role is not written out are somebody else's roles: nothing is made for them. */
function loginOf(
  { roleArn, duration, subjectAttributes }: LoginSource,
  { organization, root, file }: { organization: string; root: string; file: EnvironmentFile },
): readonly Login[] {
  const role = parseRoleArn(roleArn ?? '');
  if (role.kind === 'error') return [];
  const identity = {
    organization,
    rootEnvironment: root,
    currentEnvironment: file.name,
    userLogin: USER_LOGIN,
    subjectAttributes: subjectAttributes.filter(isSubjectAttributeName),
  };
  return [
    {
      roleName: role.name,
      account: role.account,
      subject: subjectFor(identity),
      durationSeconds: parseDuration(duration ?? '') ?? DEFAULT_DURATION_SECONDS,
    },
  ];
}

function taskOf(name: string, { catalog }: ProjectInput): CatalogTask {
  const task = catalog.find((row) => row.name === name);
  if (task === undefined) throw new Error(`task "${name}" was not checked before synthesis`);
  return task;
}

interface BundleInput {
  readonly project: ProjectInput;
  readonly environments: ReadonlyMap<string, EnvironmentInput>;
  readonly statements: AppInput['statements'];
  readonly outDirectory: string;
}

function bundledCode({ project, environments, statements, outDirectory }: BundleInput): FunctionCode {
  const { organization, jobs } = project.jobsFile;
  return bundleFunctions({
    root: project.root,
    outDirectory,
    entryOf: (taskName) => taskOf(taskName, project).entry,
    sliceEntryOf: (taskName) => taskOf(taskName, project).sliceEntry,
    filesOf: (taskName) => taskOf(taskName, project).files ?? {},
    jobsData: (taskName) =>
      jobsData(
        jobs.filter(({ task }) => task.name === taskName),
        { project, environments, statements, usesSchedules: taskOf(taskName, project).usesSchedules },
      ),
    issuerData: {
      organization,
      environments: Object.fromEntries(
        [...environments.values()].flatMap(({ name, imports, cloud }) =>
          cloud === undefined ? [[name, { imports }]] : [],
        ),
      ),
    },
  });
}

interface JobsDataInput extends Pick<BundleInput, 'project' | 'environments' | 'statements'> {
  readonly usesSchedules: boolean;
}

/** What the functions of one task need to know at run time: settings, the guard of their sessions, compiled environments. */
function jobsData(jobs: readonly Job[], { project, environments, statements, usesSchedules }: JobsDataInput) {
  const loginsOf = ({ environment }: Job) => environments.get(environment)?.logins ?? [];
  const closures = jobs.flatMap(({ environment }) => closureOf(environment, project.environments));
  const { organization } = project.jobsFile;
  return {
    organization,
    jobs: Object.fromEntries(
      jobs.map((job) => [
        job.name,
        {
          name: job.name,
          policy: job.policy,
          environment: job.environment,
          audience: audienceFor({ organization, rootEnvironment: job.environment }),
          settings: job.task.settings,
          ...(job.region === undefined ? {} : { region: job.region }),
          ...(job.schedule.start === undefined ? {} : { start: job.schedule.start }),
          ...(job.schedule.end === undefined ? {} : { end: job.schedule.end }),
          ...(job.schedule.flexibleWindowMinutes === undefined
            ? {}
            : { flexibleWindowMinutes: job.schedule.flexibleWindowMinutes }),
          // What Pulumi Cloud opens cannot be narrowed from here.
          ...(isCloudName(job.environment) ? {} : sessionPolicyOf(job, statements)),
          ...cloudOf(job, project.jobsFile),
          ...(job.role === 'managed' ? { madeRoles: madeRolesOf(loginsOf(job)) } : {}),
        },
      ]),
    ),
    documents: Object.fromEntries(closures.map((file) => [file.name, project.compile(file.name)])),
    ...(usesSchedules ? { schedules: project.jobsFile.schedules } : {}),
  };
}
