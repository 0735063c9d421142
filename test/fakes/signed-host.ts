import type { Answer, Exchange } from '../../lib/aws/s3/http-exchange.ts';
import type { SignedHost } from '../../lib/aws/signed-exchange.ts';
import { fakeSession } from './session.ts';

interface FakeHost {
  readonly host: SignedHost;
  readonly sent: readonly Exchange[];
  /** How long was waited between tries, in milliseconds. */
  readonly waits: readonly number[];
}

/** A program whose calls are answered in this order, the last answer again and again; an error is a connection that fails. */
export function hostThatHears(...answers: readonly (Answer | Error)[]): FakeHost {
  const sent: Exchange[] = [];
  const waits: number[] = [];
  const host: SignedHost = {
    session: fakeSession,
    now: () => new Date('2026-11-21T02:00:00Z'),
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
    send: async (exchange) => {
      sent.push(exchange);
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      if (answer === undefined || answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { host, sent, waits };
}
