import type { OffHoursPlan } from '../model/off-hours/plan.ts';
import type { Figures, OutcomeKind } from '../model/outcome.ts';
import type { AwsPlace, Statement } from '../model/statement.ts';

/** The off-hours schedules of `jobs.yaml` by name. */
export type Schedules = Readonly<Record<string, OffHoursPlan>>;

/** What a task is given for one run. Time and the ports arrive as arguments, so a run can be replayed. */
export interface TaskContext<Settings, Ports> {
  readonly jobName: string;
  readonly settings: Settings;
  /** None for a task whose definition does not use them. */
  readonly schedules?: Schedules;
  readonly ports: Ports;
  /** The scheduled time of the slot; relative windows ("yesterday") are counted from it. */
  readonly slot: Date;
  readonly now: () => Date;
  /** Milliseconds until the host stops the run. */
  readonly remainingMs: () => number;
  /** Whether the run is to stop: somebody cancelled it, or it took too long. Cheap; to be asked between two batches. */
  readonly shouldStop: () => Promise<boolean>;
  /** Nobody tries again after this attempt: what could not be done must be told now. */
  readonly isLastAttempt: boolean;
  /** A person asked and waits for the answer. */
  readonly isByHand: boolean;
  /** What an earlier invocation of this slot kept, where it was ended or killed before its work was done. */
  readonly checkpoint?: string;
  /** The items are those of a stored plan: the next invocation is given what of them was not taken yet. Default: false. */
  readonly isStoredPlan?: boolean;
  /** Keeps text for the next invocation of this slot; absent where nobody would go on. Throws ServiceError. */
  readonly saveCheckpoint?: (text: string) => Promise<void>;
}

/** What `apply` did. A port's ServiceError may be thrown instead: the run turns it into a failed outcome. */
export interface TaskResult {
  /** `unfinished`: the time was up, a checkpoint is saved, and another invocation of the slot is to go on. */
  readonly kind: Exclude<OutcomeKind, 'skipped'> | 'unfinished';
  readonly reason: string;
  readonly figures: Figures;
  /** With `failed`: the code of the first failure. */
  readonly code?: string;
  /** With `unfinished`: these are to be done before the other invocation goes on. */
  readonly slices?: SlicesToDo;
  /** Short lines for people, one per thing worth naming (an instance, a failed key); at most some hundreds. */
  readonly details?: readonly string[];
}

/** Pieces of a run that functions do side by side, by the app's state machine of the job. */
export interface SlicesToDo {
  /** JSON lines below the job's prefix of the state bucket, one a slice. */
  readonly manifestKey: string;
  /** The run goes on after this time whatever became of them. */
  readonly withinSeconds: number;
}

/**
 * A kind of work. `plan` reads through the ports and decides, changing nothing; `apply` does exactly the
 * planned items. A dry run is `plan` without `apply`. Items are plain JSON: a plan can be written to a file.
 */
export interface Task<Settings, Ports, Item> {
  readonly name: string;
  readonly plan: (context: TaskContext<Settings, Ports>) => AsyncIterable<Item>;
  readonly apply: (items: AsyncIterable<Item>, context: TaskContext<Settings, Ports>) => Promise<TaskResult>;
  /** Does one line of a run's slices; where the result is `failed`, it is tried again. */
  readonly applySlice?: (slice: unknown, context: TaskContext<Settings, Ports>) => Promise<TaskResult>;
  /** One line per item, for `jobs plan` and for logs. */
  readonly describe: (item: Item) => string;
}

/** The deploy-time half of a task, kept apart so that a function's bundle does not carry it. */
export interface TaskDefinition<Settings> {
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of the settings, the one source of checks, types and `jobs.schema.json`. */
  readonly settingsSchema: object;
  /**
   * Replaces the names of files in the settings by what they hold (a query file, say), at deploy time.
   * `read` takes a path relative to `jobs.yaml`; what it throws is reported at the setting.
   */
  readonly inlineFiles?: (settings: Settings, read: (path: string) => string) => Settings;
  /** Mistakes that a schema cannot express, each with the path of the setting: `['source'], 'not an S3 address'`. */
  readonly check?: (settings: Settings, scheduleNames?: readonly string[]) => readonly SettingsMistake[];
  /** Its runs ask the off-hours schedules of `jobs.yaml`, which then travel with its functions. Default: false. */
  readonly usesSchedules?: boolean;
  /** Whether runs with these settings may hand slices out. Default: they never do. */
  readonly distribution?: (settings: Settings) => Distribution | undefined;
  /** Exactly what the task's calls need, with these settings. */
  readonly statements: (settings: Settings, place: AwsPlace) => readonly Statement[];
}

/** How a run's slices are done. */
export interface Distribution {
  readonly atOnce: number;
  /** Above this share of failed slices, in percent, no further ones are begun. */
  readonly toleratedPercent: number;
  readonly withinSeconds: number;
}

export interface SettingsMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}
