import { expect, test } from '@jest/globals';
import type { Answer } from '../../lib/aws/s3/http-exchange.ts';
import { mailPorts } from '../../lib/aws/ses.ts';
import type { SendEmail } from '../../lib/aws/ses-calls.ts';
import { sdkSendEmail } from '../../lib/aws/ses-sdk.ts';
import { signedSendEmail } from '../../lib/aws/ses-signed.ts';
import { liveHost } from '../../lib/aws/signed-exchange.ts';
import { sampleMail } from '../fakes/ses.ts';
import { fakeSession } from '../fakes/session.ts';
import { hostThatHears } from '../fakes/signed-host.ts';
import { inTurn, startWire, type WireAnswer } from '../fakes/wire.ts';

const ways: ((endpoint: string) => SendEmail)[] = [
  (endpoint) => sdkSendEmail(fakeSession, { endpoint }),
  (endpoint) => signedSendEmail(liveHost(fakeSession, endpoint)),
];
const mail = { ...sampleMail, subject: 'Größe', html: '<p>€', configurationSet: 'nightshift-acme' };
const refusal = (status: number, name: string, message: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
  body: JSON.stringify({ message }),
});

test.each<[string, WireAnswer, { readonly mime?: string }]>([
  ['a simple mail', { body: '{"MessageId":"m-1"}' }, {}],
  ['a MIME message', { body: '{"MessageId":"m-1"}' }, { mime: 'Subject: =?x?=\r\n\r\n\u00e9\u00ff' }],
  ['a throttle', refusal(429, 'TooManyRequestsException:http://x', 'Maximum sending rate exceeded'), {}],
  [
    'a refused recipient',
    refusal(400, 'MessageRejected', 'Email address is not verified: c@acme.example'),
    {},
  ],
  ['a size that is too large', refusal(400, 'BadRequestException', 'Message length is more than 1'), {}],
  ['a failure of the service', refusal(500, 'InternalServiceError', 'oh'), {}],
])(
  'SES hears the same of %s by the SDK and by our own signature, once, and is understood alike',
  async (_what, answer, more) => {
    const told = [];
    for (const open of ways) {
      const wire = await startWire(inTurn(answer));
      const outcome = await mailPorts(open(wire.endpoint))
        .sendMail({ ...mail, ...more })
        .finally(wire.stop);
      const sent = wire.requests.map(({ method, url, headers, body }) => {
        const { 'content-type': type, 'content-length': length } = headers;
        return { method, url, type, length, body: JSON.parse(body.toString('utf8')) };
      });
      told.push({ outcome, sent });
    }

    expect(told[1]).toEqual(told[0]);
    expect(told[1]?.sent).toHaveLength(1);
  },
);

test('SES is asked at its address in the Region, and what breaks leaves open whether it took the mail', async () => {
  const broken = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const silent = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
  const unreached = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const cut = { status: 200, headers: {}, body: '{"Messa' };
  const answerTo = async (said: Answer | Error) => {
    const { host, sent } = hostThatHears(said);
    return { sent, answer: await mailPorts(signedSendEmail(host)).sendMail(mail) };
  };

  const { sent, answer } = await answerTo(broken);
  expect(sent).toMatchObject([
    {
      hostname: 'email.eu-central-1.amazonaws.com',
      target: '/v2/email/outbound-emails',
      headers: { authorization: expect.stringContaining('/eu-central-1/ses/aws4_request') },
    },
  ]);
  expect(answer).toMatchObject({ kind: 'unconfirmed', code: 'NetworkError' });
  expect((await answerTo(silent)).answer).toMatchObject({ kind: 'unconfirmed' });
  expect((await answerTo(cut)).answer).toMatchObject({ kind: 'unconfirmed', code: 'BadResponse' });
  expect((await answerTo(unreached)).answer).toMatchObject({ kind: 'busy' });
});
