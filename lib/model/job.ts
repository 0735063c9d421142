import type { NotifyRule } from './notify.ts';
import type { OffHoursPlan } from './off-hours/plan.ts';
import type { PulumiCloudSettings } from './pulumi-cloud-settings.ts';
import type { RunPolicy } from './run-policy.ts';

/** A checked job of `jobs.yaml`: defaults filled in, names known to exist, settings fitting the task's schema. */
export interface Job {
  readonly name: string;
  readonly description?: string;
  readonly schedule: JobSchedule;
  /** `project/name` of a file under `environments/`, or `pulumi://organization/project/name` in Pulumi Cloud. */
  readonly environment: string;
  readonly task: TaskCall;
  /** Where the task works; `AWS_REGION` among the environment's variables overrides it. Default: the app's Region. */
  readonly region?: string;
  /** `managed`: our stack makes the environment's role. `existing`: it is somebody else's. */
  readonly role: 'managed' | 'existing';
  /** Of one invocation; Lambda stops it then. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** How its slots are run: overlap, retries, deadlines, what is made good. */
  readonly policy: RunPolicy;
  /** Who hears of it, besides the alarms' addresses. */
  readonly notify: readonly NotifyRule[];
}

export interface JobSchedule {
  /** `rate(…)`, six-field `cron(…)` or `at(…)`. */
  readonly expression: string;
  /** IANA name. With it (or any field below) the job gets an EventBridge Scheduler schedule instead of a rule. */
  readonly timezone?: string;
  readonly start?: string;
  readonly end?: string;
  readonly flexibleWindowMinutes?: number;
}

export interface TaskCall {
  readonly name: string;
  /** Checked against the task's schema; files that it names are inlined. */
  readonly settings: unknown;
}

/** A stable address of the issuer takes both: the domain and an ACM certificate of the app's Region. */
export interface IssuerSettings {
  readonly domain?: string;
  readonly certificateArn?: string;
}

/** `jobs.yaml` as a whole, checked. */
export interface JobsFile {
  readonly organization: string;
  /** The app's own Region, `defaults.region`; without it, the one that the deployment's tools are set to. */
  readonly region?: string;
  readonly jobs: readonly Job[];
  /** The off-hours schedules by name, calendars and all; tags of instances name them. */
  readonly schedules: Readonly<Record<string, OffHoursPlan>>;
  readonly issuer: IssuerSettings;
  /** There whenever a job opens an environment of Pulumi Cloud. */
  readonly pulumiCloud?: PulumiCloudSettings;
  /** Who gets the alarms by e-mail; more targets can subscribe to the topic. */
  readonly alarmEmails: readonly string[];
}
