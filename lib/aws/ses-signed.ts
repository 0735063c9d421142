import { askJson } from './json-signed.ts';
import type { SendEmail } from './ses-calls.ts';
import type { SignedHost } from './signed-exchange.ts';

/** SendEmail for functions, signed by hand: one request, for which the SDK's client would be a tenth of the first report. */
export function signedSendEmail(host: SignedHost): SendEmail {
  return ({ Content, ...input }) => {
    const call = {
      service: 'ses',
      hostPrefix: 'email',
      method: 'POST',
      path: '/v2/email/outbound-emails',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...input, Content: encodeRaw(Content) }),
    } as const;
    return askJson(call, { host, maxAttempts: 1, baseDelayMs: 0 });
  };
}

type Content = Parameters<SendEmail>[0]['Content'];

/** Bytes are base64 in JSON. */
function encodeRaw(content: Content) {
  const data = content?.Raw?.Data;
  if (data === undefined) return content;
  return { ...content, Raw: { Data: Buffer.from(data).toString('base64') } };
}
