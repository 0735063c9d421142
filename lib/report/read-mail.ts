import PostalMime from 'postal-mime';

/** A mail as a person sees it. */
export interface ReadMail {
  readonly subject: string;
  readonly to: readonly string[];
  readonly text: string;
  /** With the inline pictures in it, so that it shows them by itself. */
  readonly html: string;
}

/** Reads a MIME message. */
export async function readMail(raw: Uint8Array | string): Promise<ReadMail> {
  const { subject = '', to = [], text = '', html = '', attachments } = await PostalMime.parse(raw);
  const pictures = attachments.map(({ contentId = '', mimeType, content }) => ({
    reference: `cid:${contentId.replace(/^<|>$/g, '')}`,
    data: `data:${mimeType};base64,${toBase64(content)}`,
  }));
  return {
    subject,
    to: to.map(({ address = '' }) => address),
    text,
    html: pictures.reduce((page, { reference, data }) => page.replaceAll(reference, data), html),
  };
}

function toBase64(content: string | ArrayBuffer | Uint8Array): string {
  return typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString('base64');
}
