import type { OutboxRow } from './outbox-row.ts';

/** What the app itself gives a task: done as the job's execution role, never as the environment's. */
export interface AppPorts {
  readonly state: JobState;
  readonly outbox: OutboxRows;
  /** Tells the people who subscribed to the app's topic. Only tasks that say so in the catalog may. Throws ServiceError. */
  readonly publish: (notice: Notice) => Promise<void>;
  /** A variable among the opened environment's `environmentVariables`: a secret, for all that is known here. */
  readonly variable: (name: string) => string | undefined;
  /** The app's SES configuration set, whose events about a mail come back to the ledger; undefined where there is none. */
  readonly configurationSet: string | undefined;
  /** Names of all jobs with this task, this one among them. */
  readonly jobsOfTask: readonly string[];
}

/** The job's own prefix of the app's state bucket; keys are below it. Throws ServiceError. */
export interface JobState {
  /** Content types follow from the key's ending: `.html`, `.json`, `.csv`. */
  readonly put: (key: string, body: string) => Promise<void>;
  /** The text, or undefined where there is no such key. */
  readonly get: (key: string) => Promise<string | undefined>;
  /** Where an operator who is signed in to AWS finds the object. */
  readonly link: (key: string) => string;
}

/** The job's own `outbox#…` items of the ledger, by item calls only. Throws ServiceError. */
export interface OutboxRows {
  readonly read: (id: string) => Promise<OutboxRow | undefined>;
  /** Writes the row if its version is still `expectedVersion` (0: no row yet). */
  readonly write: (row: OutboxRow, expectedVersion: number) => Promise<'written' | 'overtaken'>;
}

export interface Notice {
  /** One line. */
  readonly subject: string;
  readonly text: string;
}
