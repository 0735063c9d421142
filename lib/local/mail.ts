import { renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { type ReadMail, readMail } from '../report/read-mail.ts';
import { type Emulator, LOCAL_ACCOUNT } from './emulator.ts';
import { LocalStackError } from './failure.ts';
import type { MailRecorder } from './mail-recorder.ts';

export interface SavedMail extends ReadMail {
  /** Where the HTML was saved. */
  readonly file: string;
}

/** Saves the HTML of every mail that was sent, pictures and all; a mail with pictures also whole, as `.eml`. */
export async function saveMails({
  emulator,
  certificate,
  recorder,
  folder,
}: MailSources): Promise<readonly SavedMail[]> {
  const whole = await Promise.all(recorder.messages.map(readMail));
  const known = new Set(whole.map(({ subject }) => subject));
  // The emulator keeps raw messages without their pictures, and simple ones as they are.
  const listed = readMessages(await get(`${emulator.endpoint}/_ministack/ses/messages`, certificate));
  const simple = listed.filter(({ subject }) => !known.has(subject));
  return [...whole, ...simple].map((message, index) => {
    const file = join(folder, `${slug(message.subject)}${index === 0 ? '' : `-${index + 1}`}.html`);
    writeWhole(file, message.html);
    const raw = recorder.messages[index];
    if (raw !== undefined) writeWhole(file.replace(/html$/, 'eml'), raw);
    return { ...message, file };
  });
}

export interface MailSources {
  readonly emulator: Emulator;
  readonly certificate: string;
  readonly recorder: Pick<MailRecorder, 'messages'>;
  readonly folder: string;
}

/** A file is there whole or not at all. */
function writeWhole(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.part`, content, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

function slug(subject: string): string {
  const words = subject
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words.slice(0, 60) || 'mail';
}

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

function readMessages(answer: string): readonly ReadMail[] {
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
