import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { NotifyPorts } from '../../run/notify/notify-event.ts';
import { publishNotice } from '../topic.ts';
import { postWebhook } from '../webhook.ts';
import { dynamoNoticeRows } from './notice-rows.ts';
import { openSecretUrls } from './secret-url.ts';

/** The app's parts that telling people works with. */
export interface NotifySettings {
  readonly ledger: string;
  /** The app's own topic, where alarms are told. */
  readonly alarms: string;
  /** The topic whose subscriptions are the jobs' addresses; undefined where no job names one. */
  readonly messages: string | undefined;
  readonly region: string;
  /** In place of AWS's own endpoints: a local stack. */
  readonly endpoint: string | undefined;
}

/** Makes the clients once. */
export function openNotify(settings: NotifySettings): NotifyPorts {
  const now = () => new Date();
  const client = new DynamoDBClient({});
  const session = { region: settings.region, credentials: () => client.config.credentials() };
  const { endpoint } = settings;
  const readUrl = openSecretUrls(session, { fetch, now, ...(endpoint === undefined ? {} : { endpoint }) });
  const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  return {
    ...dynamoNoticeRows(client, { table: settings.ledger, now }),
    send: async (delivery, notice) => {
      const message = { subject: notice.title, text: `${notice.title}\n\n${notice.text}` };
      if (delivery.kind === 'alarms') return publishNotice(settings.alarms, message);
      if (delivery.kind === 'topic') return publishNotice(delivery.arn, message);
      if (delivery.kind === 'emails')
        return publishNotice(settings.messages, { ...message, to: delivery.addresses });
      const kind = delivery.kind === 'slack' ? 'slack' : 'generic';
      const { name } = delivery.url;
      return postWebhook({ name, kind, url: await readUrl(delivery.url), message: notice }, { fetch, pause });
    },
  };
}
