import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSlotRequest } from '../../lib/run/slot-request.ts';

const now = new Date('2026-11-21T02:03:04Z');
const slot = new Date('2026-11-21T02:00:00Z');

describe('an invocation asks for', () => {
  test("a rule's slot, down to the minute, with the event's id", () => {
    const event = { 'detail-type': 'Scheduled Event', id: 'e-1', time: '2026-11-21T02:00:13Z', detail: {} };
    const request = { slot, mode: 'apply', trigger: 'schedule', eventId: 'e-1' };
    expect(readSlotRequest(event, now)).toEqual({ kind: 'request', request });
  });

  test("a schedule's slot, or now where its placeholder was not replaced", () => {
    const scheduled = readSlotRequest({ scheduledTime: '2026-11-21T02:00:00Z', executionId: 'x' }, now);
    expect(scheduled).toMatchObject({ request: { slot, eventId: 'x' } });
    const unfilled = readSlotRequest({ scheduledTime: '<aws.scheduler.scheduled-time>' }, now);
    expect(unfilled).toMatchObject({ request: { slot: new Date('2026-11-21T02:03:00Z') } });
  });

  test('a plan or a run by hand', () => {
    const plan = readSlotRequest({ nightshift: { mode: 'plan', slot: '2026-11-21T02:00:00Z' } }, now);
    expect(plan).toMatchObject({ request: { slot, mode: 'plan', trigger: 'manual' } });
    const apply = readSlotRequest({ nightshift: { mode: 'apply', plan: 'backup/plans/1/plan.json' } }, now);
    expect(apply).toMatchObject({ request: { mode: 'apply', planKey: 'backup/plans/1/plan.json' } });
    const sealed = { mode: 'apply', plan: 'backup/plans/1/plan.json', digest: 'abc' };
    expect(readSlotRequest({ nightshift: sealed }, now)).toMatchObject({ request: { planDigest: 'abc' } });
  });

  test('the run that a dead state machine should have gone on with, by what EventBridge tells of it', () => {
    const continuation = {
      nightshiftContinuation: { slot: slot.toISOString(), trigger: 'schedule', hop: 1 },
    };
    const input = JSON.stringify({ manifestKey: 'copies/slices/x/manifest.jsonl', continuation });
    const event = {
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      time: '2026-11-21T08:03:00Z',
      detail: {
        status: 'TIMED_OUT',
        name: '2026-11-21T02-00-00Z-1',
        input,
        inputDetails: { included: true },
      },
    };
    expect(readSlotRequest(event, now)).toEqual(readSlotRequest(continuation, now));
    expect(readSlotRequest(event, now)).toMatchObject({ request: { slot, hop: 1 } });
  });

  test.each([
    [null, 'the event is not an object'],
    [{}, 'the event is neither a schedule nor a call of ours'],
    [{ 'detail-type': 'Scheduled Event', time: 'soon' }, 'the scheduled event has no valid "time"'],
    [
      { 'detail-type': 'Step Functions Execution Status Change', detail: { input: '{' } },
      'the state machine was given no run to go on with',
    ],
    [{ nightshift: { mode: 'delete' } }, '"nightshift.mode" must be "plan" or "apply"'],
    [{ nightshift: { mode: 'apply', digest: 1 } }, '"nightshift.digest" is not a digest'],
    [{ nightshift: { mode: 'plan', slots: [] } }, 'unknown key "slots" in "nightshift"'],
  ])('nothing, when it is %j', (event, reason) => {
    expect(readSlotRequest(event, now)).toEqual({ kind: 'refused', reason });
  });

  test('something or nothing, and never an exception, whatever the event is', () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        expect(['request', 'refused']).toContain(readSlotRequest(event, now).kind);
      }),
    );
  });
});
