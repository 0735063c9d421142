import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openEventBus } from '../../lib/aws/events/event-bus.ts';
import { readStream } from '../../lib/aws/events/read-stream.ts';

const event = (job: string) =>
  ({
    version: '1',
    id: job,
    kind: 'started',
    severity: 'info',
    job,
    at: '2026-03-06T02:00:01.000Z',
  }) as const;

test('events go to the default bus under the app’s name; what was not taken is answered', async () => {
  const bridge = mockClient(EventBridgeClient);
  bridge.on(PutEventsCommand).resolves({ Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException' }] });

  const refused = await openEventBus()([event('a'), event('b')]);

  expect(refused).toEqual([event('b')]);
  expect(bridge.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]).toEqual({
    Source: 'nightshift',
    DetailType: 'Nightshift Run Started',
    Detail: JSON.stringify(event('a')),
    Time: new Date('2026-03-06T02:00:01.000Z'),
  });
});

test('a stream’s record is read as the row before and after, with its number and time', () => {
  const [change] = readStream([
    {
      dynamodb: {
        SequenceNumber: '17',
        ApproximateCreationDateTime: 1_772_762_401,
        OldImage: marshall({ sk: 'control', fence: 1 }),
        NewImage: marshall({ sk: 'control', fence: 2, paused: { by: 'ann' } }),
      },
    },
  ]);

  expect(change).toEqual({
    sequenceNumber: '17',
    change: {
      before: { sk: 'control', fence: 1 },
      after: { sk: 'control', fence: 2, paused: { by: 'ann' } },
      changedAt: '2026-03-06T02:00:01.000Z',
    },
  });
});
