/**
 * A report on its way, as the ledger holds it: first stored, then handed over, then with its receipt. Times are ISO text.
 */
export interface OutboxRow {
  readonly job: string;
  /** The slot that the report is of. */
  readonly id: string;
  /** Grows with every write; a write names the version it saw, so that an overtaken run cannot write. */
  readonly version: number;
  /** `sending`: a mail was about to be handed over, and no answer has been recorded yet. */
  readonly state: 'stored' | 'sending' | 'sent' | 'escalated';
  /** Where the stored mail lies, below the job's prefix of the state bucket. */
  readonly mailKey: string;
  readonly to: readonly string[];
  /** Recipients that SES refused; they were told of to the topic. */
  readonly refused: readonly string[];
  /** Calls to SES in all, and those of them whose answer was never seen. */
  readonly tries: number;
  readonly unconfirmed: number;
  readonly storedAt: string;
  readonly changedAt: string;
  /** SES's message id. */
  readonly receipt?: string;
  /** Code of the last refusal. */
  readonly code?: string;
}
