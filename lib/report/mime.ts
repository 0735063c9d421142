/** A mail with its pictures, ready to be put together. */
export interface MailParts {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly date: Date;
  readonly pictures: readonly Picture[];
}

export interface Picture {
  /** What `cid:` in the HTML names. */
  readonly cid: string;
  readonly fileName: string;
  readonly png: Uint8Array;
}

/** Nobody's holiday notice is to answer a machine (RFC 3834). */
const AUTOMATIC = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' };

/** The MIME message in ASCII: text, HTML and the pictures inside the HTML part. */
export async function composeMail({ pictures, to, ...mail }: MailParts): Promise<string> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const attachments = pictures.map(({ cid, fileName, png }) => ({
    cid,
    filename: fileName,
    content: Buffer.from(png),
    contentType: 'image/png',
    contentDisposition: 'inline' as const,
  }));
  const message = await new MailComposer({ ...mail, to: [...to], attachments, headers: AUTOMATIC })
    .compile()
    .build();
  return message.toString('latin1');
}
