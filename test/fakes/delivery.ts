import { memoryApp, memoryStateStore } from '../../lib/local/memory.ts';
import type { Notice } from '../../lib/tasks/app-ports.ts';
import type {
  DeliveryPorts,
  MailAnswer,
  OutgoingMail,
  WebhookNews,
} from '../../lib/tasks/error-report/ports.ts';
import type { OutboxRow } from '../../lib/tasks/outbox-row.ts';

export interface FakeDelivery extends DeliveryPorts {
  /** Mails that were handed over, whatever was answered. */
  readonly sent: OutgoingMail[];
  readonly posted: WebhookNews[];
  readonly notices: readonly Notice[];
  readonly rows: ReadonlyMap<string, OutboxRow>;
  readonly objects: ReadonlyMap<string, string>;
}

interface DeliveryOptions {
  readonly jobName?: string;
  readonly jobsOfTask?: readonly string[];
  /** What SES says, one after the other; then it takes everything. */
  readonly answers?: readonly MailAnswer[];
  readonly renderReport?: DeliveryPorts['renderReport'];
  readonly renderArchive?: DeliveryPorts['renderArchive'];
}

/** Everything that a report is delivered with, in memory. */
export function fakeDelivery(options: DeliveryOptions = {}): FakeDelivery {
  const { jobName = 'test-job', jobsOfTask = [jobName] } = options;
  const answers = [...(options.answers ?? [])];
  const store = memoryStateStore();
  const app = memoryApp(jobName, { store });
  const sent: OutgoingMail[] = [];
  const posted: WebhookNews[] = [];
  return {
    ...app,
    objects: store.objects,
    jobsOfTask,
    sent,
    posted,
    sendMail: async (mail) => {
      sent.push(mail);
      return answers.shift() ?? { kind: 'accepted', messageId: `m-${sent.length}` };
    },
    postWebhook: async (news) => {
      posted.push(news);
    },
    renderReport:
      options.renderReport ??
      (async ({ title, verdict }) => ({
        subject: title,
        html: `<p>${verdict.text}`,
        text: verdict.text,
        mime: 'MIME',
      })),
    renderArchive:
      options.renderArchive ??
      (async (report) => [
        { name: 'report.html', body: '<p>' },
        { name: 'report.json', body: JSON.stringify(report) },
      ]),
  };
}
