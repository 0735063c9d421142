import { renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { type Emulator, LOCAL_ACCOUNT } from './emulator.ts';
import { LocalStackError } from './failure.ts';

export interface SavedMail {
  readonly subject: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly html: string;
  /** Where the HTML was saved. */
  readonly file: string;
}

/** Reads the mails that the emulator's SES took, and saves each one's HTML. */
export async function saveMails(
  emulator: Emulator,
  { folder, certificate }: { folder: string; certificate: string },
) {
  const messages = readMessages(await get(`${emulator.endpoint}/_ministack/ses/messages`, certificate));
  return messages.map((message, index): SavedMail => {
    const file = join(folder, `${slug(message.subject)}${index === 0 ? '' : `-${index + 1}`}.html`);
    writeFileSync(`${file}.part`, message.html, { mode: 0o600 });
    renameSync(`${file}.part`, file);
    return { ...message, file };
  });
}

function slug(subject: string): string {
  const words = subject
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words.slice(0, 60) || 'mail';
}

type Message = Omit<SavedMail, 'file'>;

/** The emulator's answer: `{messages: {<account>: [{Subject, To, BodyText, BodyHtml}, …]}}`. */
interface SentMails {
  readonly messages: Readonly<Record<string, readonly SentMail[] | undefined>>;
}

interface SentMail {
  readonly Subject: string;
  readonly To: readonly string[];
  readonly BodyText: string | null;
  readonly BodyHtml: string | null;
}

function readMessages(answer: string): readonly Message[] {
  const { messages }: SentMails = JSON.parse(answer);
  return (messages[LOCAL_ACCOUNT] ?? []).map(({ Subject, To, BodyText, BodyHtml }) => ({
    subject: Subject,
    to: To,
    text: BodyText ?? '',
    html: BodyHtml ?? '',
  }));
}

/** A GET on the emulator, trusting its own certificate only. */
export function get(url: string, certificate: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    // By another Host header TLS would ask for that name, which the certificate does not have.
    const asked = request(url, { ca: certificate, headers, servername: 'localhost' }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(text);
        else reject(new LocalStackError(`the emulator answered ${response.statusCode} to ${url}`));
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}
