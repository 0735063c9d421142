import type { AwsPlace, Statement } from '../model/statement.ts';
import { backupLogsDefinition } from './backup-logs/definition.ts';
import { errorReportDefinition } from './error-report/definition.ts';
import { type SettledSettings, settle } from './jobs-file/settle.ts';
import { listBucketsDefinition } from './list-buckets/definition.ts';
import { narrowerOf } from './narrower.ts';
import { putMetricDataDefinition } from './put-metric-data/definition.ts';
import { startInstancesDefinition } from './start-instances/definition.ts';
import { stopInstancesDefinition } from './stop-instances/definition.ts';
import type { Distribution, TaskDefinition } from './task.ts';

/** A row of the catalog: a task as the jobs file, the app and the command line know it, whatever its settings are. */
export interface CatalogTask {
  readonly name: string;
  readonly summary: string;
  readonly settingsSchema: object;
  /** The function's source file. */
  readonly entry: string;
  /** Files of npm packages that the function reads when it needs them: name beside its code, path below `node_modules`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the task tells the app's topic of things; its functions may publish there then. */
  readonly publishes?: boolean;
  /** Whether the task sends mail by SES; its mails' bounces come back to the ledger then. */
  readonly mails?: boolean;
  /** For jobs that say nothing else. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Whether its functions need the off-hours schedules of the project. */
  readonly usesSchedules: boolean;
  /** A run that does not end in one invocation goes on in another: the function may invoke itself. */
  readonly continues?: true;
  /** The source file of the function that does slices, where the task has any. */
  readonly sliceEntry?: string;
  /** How runs with these settings hand slices out; undefined where they never do. */
  readonly distribution: (settings: unknown) => Distribution | undefined;
  /** Inlines the files that the settings name, then checks what a schema cannot. */
  readonly settle: (settings: unknown, project: SettleProject) => SettledSettings;
  /** What the task's calls need, with settings that were settled. */
  readonly statements: (settings: unknown, place: AwsPlace) => readonly Statement[];
}

/** What of the project settings may refer to. */
interface SettleProject {
  readonly read: (path: string) => string;
  readonly scheduleNames: readonly string[];
}

interface CatalogRow<Settings> {
  readonly definition: TaskDefinition<Settings>;
  readonly entry: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly publishes?: boolean;
  readonly mails?: boolean;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly continues?: true;
  readonly sliceEntry?: string;
}

/**
 * A row whose type of settings is hidden: its functions take anything and hold it against the task's own schema first.
 * Settings that do not fit it are a mistake of the caller, who checks the jobs file first.
 */
export function defineTask<Settings>(row: CatalogRow<Settings>): CatalogTask {
  const { definition, ...rest } = row;
  const { name, summary, settingsSchema } = definition;
  const narrow = narrowerOf<Settings>(definition);
  return {
    ...rest,
    name,
    summary,
    settingsSchema,
    usesSchedules: definition.usesSchedules ?? false,
    distribution: (settings) => definition.distribution?.(narrow(settings)),
    settle: (settings, project) => settle({ definition, settings: narrow(settings), ...project }),
    statements: (settings, place) => definition.statements(narrow(settings), place),
  };
}

/** Every task that a job can name. A new task is one row here. */
export const catalog: readonly CatalogTask[] = [
  defineTask({
    definition: backupLogsDefinition,
    entry: 'lambdas/backup-logs.ts',
    timeoutSeconds: 900,
    memoryMb: 1024,
    continues: true,
    sliceEntry: 'lambdas/copy-slice.ts',
  }),
  defineTask({
    definition: stopInstancesDefinition,
    entry: 'lambdas/stop-instances.ts',
    timeoutSeconds: 900,
    memoryMb: 256,
  }),
  defineTask({
    definition: startInstancesDefinition,
    entry: 'lambdas/start-instances.ts',
    timeoutSeconds: 900,
    memoryMb: 256,
  }),
  defineTask({
    definition: putMetricDataDefinition,
    entry: 'lambdas/put-metric-data.ts',
    timeoutSeconds: 60,
    memoryMb: 256,
  }),
  defineTask({
    definition: errorReportDefinition,
    entry: 'lambdas/error-report.ts',
    files: {
      'charts.wasm': '@resvg/resvg-wasm/index_bg.wasm',
      'charts.woff2': '@fontsource/inter/files/inter-latin-400-normal.woff2',
    },
    publishes: true,
    mails: true,
    timeoutSeconds: 300,
    // A quarter of a processor draws twenty charts in seconds, half of one in half the time at the same price.
    memoryMb: 1024,
  }),
  defineTask({
    definition: listBucketsDefinition,
    entry: 'lambdas/list-buckets.ts',
    timeoutSeconds: 60,
    memoryMb: 256,
  }),
];
