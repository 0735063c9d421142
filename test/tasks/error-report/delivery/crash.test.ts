import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliverReport } from '../../../../lib/tasks/error-report/delivery/deliver.ts';
import type { ErrorReportPorts } from '../../../../lib/tasks/error-report/ports.ts';
import { fakeCloudwatch } from '../../../fakes/cloudwatch.ts';
import { taskContext } from '../../../fakes/context.ts';
import { type FakeDelivery, fakeDelivery } from '../../../fakes/delivery.ts';
import { plainReport } from '../../../fakes/plain-report.ts';
import { type Fault, sesDouble } from '../../../fakes/ses.ts';

/** The process ends here: nothing after it is done, and nobody is told. */
class Crash extends Error {}

interface CrashPoint {
  /** Which effect of the attempt, counted from 0. */
  readonly effect: number;
  /** Before the effect, or after it and before its answer is seen. */
  readonly when: 'before' | 'after';
}

const settings = {
  from: 'reports@acme.example',
  to: ['ops@acme.example', 'dev@acme.example'],
  webhooks: [{ kind: 'slack', urlVariable: 'SLACK_URL' }],
  notifyOn: 'breach',
} as const;

/** The ports of an attempt that ends at a point; `effects` counts what it did. */
function crashing(ports: FakeDelivery, point: CrashPoint | undefined) {
  let effects = 0;
  const guard =
    <Input extends readonly unknown[], Output>(effect: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      const isHere = effects === point?.effect;
      effects += 1;
      if (isHere && point?.when === 'before') throw new Crash();
      const output = await effect(...input);
      if (isHere) throw new Crash();
      return output;
    };
  const guarded: Omit<ErrorReportPorts, 'getMetricData' | 'listDimensions' | 'pause'> = {
    ...ports,
    state: { ...ports.state, put: guard(ports.state.put) },
    outbox: { ...ports.outbox, write: guard(ports.outbox.write) },
    publish: guard(ports.publish),
    sendMail: guard(ports.sendMail),
    postWebhook: guard(ports.postWebhook),
  };
  return { ports: guarded, effects: () => effects };
}

/** Attempts at one slot until one ends without a crash, as Lambda makes them: at most three. */
async function run(
  ports: FakeDelivery,
  points: readonly (CrashPoint | undefined)[],
  slot = '2026-11-21T08:00:00Z',
) {
  let effects = 0;
  for (const [index, point] of points.entries()) {
    const attempt = crashing(ports, point);
    const context = taskContext({
      settings: { ...settings, to: [...settings.to], webhooks: [...settings.webhooks] },
      ports: { ...fakeCloudwatch([], { math: 'computes' }), ...attempt.ports },
      slot,
      isLastAttempt: index === points.length - 1,
    });
    try {
      const { kind } = await deliverReport(plainReport(), context);
      return { kind, effects: attempt.effects() };
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      effects = attempt.effects();
    }
  }
  return { kind: 'crashed', effects } as const;
}

describe('a crash', () => {
  test('at any step, before or after it, sends the mail at most once more and never not at all', async () => {
    const { effects } = await run(fakeDelivery(), [undefined]);
    expect(effects).toBeGreaterThan(8);
    const copies: number[] = [];
    for (let effect = 0; effect < effects; effect += 1) {
      for (const when of ['before', 'after'] as const) {
        const ports = fakeDelivery();
        const { kind } = await run(ports, [{ effect, when }, undefined]);
        expect({ effect, when, kind }).toEqual({ effect, when, kind: 'delivered' });
        expect(ports.sent.length).toBeGreaterThanOrEqual(1);
        expect(ports.sent.length).toBeLessThanOrEqual(2);
        expect(ports.posted.length).toBeLessThanOrEqual(2);
        copies.push(ports.sent.length);
      }
    }
    // Only the two places between the hand-over and its record send it twice.
    expect(copies.filter((count) => count === 2)).toHaveLength(2);
  });

  test('of two attempts, wherever, leaves at most two copies, and none only where people were told', async () => {
    const point = fc.record({
      effect: fc.nat({ max: 12 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    });
    await fc.assert(
      fc.asyncProperty(point, point, async (first, second) => {
        const ports = fakeDelivery();
        await run(ports, [first, second, undefined]);
        expect(ports.sent.length).toBeLessThanOrEqual(2);
        const escalated = ports.notices.filter(({ subject }) => subject.includes('was not delivered'));
        expect(ports.sent.length + escalated.length).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('a thousand reports', () => {
  /** A number from 0 to 1, always the same in the same order (mulberry32). */
  const random = (seed: number) => {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32;
    };
  };

  test('over an SES that drops, throttles, times out and breaks: each is delivered or told to people', async () => {
    const next = random(7);
    const faults: readonly Fault[] = [
      'throttled',
      'lost-before',
      'lost-after',
      'broken',
      'throttled',
      'refused',
    ];
    const ses = sesDouble(() => {
      if (next() > 0.4) return 'none';
      const fault = faults[Math.floor(next() * faults.length)] ?? 'none';
      return fault === 'refused' && next() > 0.05 ? 'throttled' : fault;
    });
    const silent: string[] = [];
    const figures = { delivered: 0, escalated: 0, twice: 0 };
    for (let index = 0; index < 1_000; index += 1) {
      const slot = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString().replace('.000Z', 'Z');
      const ports = { ...fakeDelivery(), sendMail: ses.sendMail };
      const points = next() < 0.1 ? [{ effect: Math.floor(next() * 10), when: 'after' as const }] : [];
      const { kind } = await run(ports, [...points, undefined, undefined], slot);
      const arrived = ses.arrived.get(`test-job ${slot}`) ?? 0;
      if (kind === 'delivered') figures.delivered += 1;
      if (kind === 'escalated') figures.escalated += 1;
      if (arrived > 1) figures.twice += 1;
      const told = ports.notices.some(({ subject }) => subject.includes('was not delivered'));
      if ((kind === 'delivered' && arrived === 0) || (kind === 'escalated' && !told) || arrived > 2)
        silent.push(slot);
    }

    expect(silent).toEqual([]);
    expect(figures.delivered + figures.escalated).toBe(1_000);
    expect(figures.delivered).toBeGreaterThan(900);
    expect([...ses.faults.keys()].toSorted()).toEqual([
      'broken',
      'lost-after',
      'lost-before',
      'none',
      'refused',
      'throttled',
    ]);
  });
});
