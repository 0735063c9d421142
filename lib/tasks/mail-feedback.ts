/** What became of a mail after it left, as the ledger keeps it beside the report's row. Times are ISO text. */
export interface MailFeedback {
  readonly job: string;
  /** The slot that the report is of. */
  readonly slot: string;
  /** SES's message id, which is also the report's receipt. */
  readonly messageId: string;
  /** `delayed`: SES goes on trying. `rejected`: SES found something harmful in it and sent it to nobody. */
  readonly kind: 'delivered' | 'bounced' | 'complained' | 'rejected' | 'delayed';
  readonly recipients: readonly string[];
  readonly at: string;
  /** One line, the other server's own words where it has any. */
  readonly detail: string;
  /** People must hear of it: the report did not arrive, or was unwelcome. */
  readonly isAlarming: boolean;
}
