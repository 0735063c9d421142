import { expect, test } from '@jest/globals';
import { startSlices } from '../../lib/aws/state-machine.ts';
import { fakeSession } from '../fakes/session.ts';

const start = {
  stateMachine: 'arn:aws:states:eu-central-1:123456789012:stateMachine:nightly',
  event: { nightshiftContinuation: { slot: '2026-11-21T02:00:00Z', trigger: 'schedule', hop: 1 } },
  slices: { name: 'slot-1', manifestKey: 'nightly/slices/x/manifest.jsonl', withinSeconds: 60 },
};
const now = () => new Date('2026-11-21T02:00:00Z');

test('a run starts its job’s state machine with the manifest and the event that goes on', async () => {
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  const answer: typeof fetch = async (url, options) => {
    const { headers, body } = options ?? {};
    sent.push({ url: String(url), headers: new Headers(headers), body: JSON.parse(String(body)) });
    return new Response('{"executionArn":"e"}');
  };

  await startSlices(start, { session: fakeSession, fetch: answer, now });

  const { manifestKey } = start.slices;
  expect(sent).toMatchObject([
    {
      url: 'https://states.eu-central-1.amazonaws.com/',
      body: {
        stateMachineArn: start.stateMachine,
        name: 'slot-1',
        input: JSON.stringify({ manifestKey, continuation: start.event }),
      },
    },
  ]);
  expect(sent[0]?.headers.get('x-amz-target')).toBe('AWSStepFunctions.StartExecution');
  expect(sent[0]?.headers.get('content-type')).toBe('application/x-amz-json-1.0');
});

test('a function that knows no state machine, and one that may not start it, say so', async () => {
  const denied: typeof fetch = async () =>
    new Response('{"__type":"AccessDeniedException","message":"no"}', { status: 400 });
  const ports = { session: fakeSession, fetch: denied, now };

  await expect(startSlices({ ...start, stateMachine: undefined }, ports)).rejects.toMatchObject({
    code: 'NoStateMachine',
  });
  await expect(startSlices(start, ports)).rejects.toMatchObject({ code: 'AccessDeniedException' });
});
