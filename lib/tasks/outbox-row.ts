/**
 * A report on its way, as the ledger holds it: first stored, then handed over, then with its receipt. Times are ISO text.
 */
export interface OutboxRow {
  readonly job: string;
  /** The slot that the report is of. */
  readonly id: string;
  /** Grows with every write; a write names the version it saw, so that an overtaken run cannot write. */
  readonly version: number;
  /** `sending`: the mail was about to be handed over, and no answer is recorded. `escalated`: it was given up, and the topic told. */
  readonly state: 'stored' | 'sending' | 'sent' | 'escalated';
  readonly subject: string;
  /** Where the stored mail and the archived page lie, below the job's prefix of the state bucket. */
  readonly mailKey: string;
  readonly pageKey: string;
  readonly to: readonly string[];
  /** Recipients that SES refused; the others got the mail. */
  readonly refused: readonly string[];
  /** The mail was too large with its pictures, and goes without them. */
  readonly isLean: boolean;
  /** Calls to SES in all, and those of them whose answer was never seen: the mail may have left. */
  readonly tries: number;
  readonly unconfirmed: number;
  /** Who has been told besides: `breach`, `webhook#<variable>`. */
  readonly told: readonly string[];
  readonly storedAt: string;
  readonly changedAt: string;
  /** SES's message id. */
  readonly receipt?: string;
  /** The last setback, by its code. */
  readonly code?: string;
}
