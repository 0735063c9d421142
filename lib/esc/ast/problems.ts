import type { Problem, StringNode } from '../syntax/node.ts';
import { goQuote } from '../text/go-quote.ts';

/** Reports an error at an offset; what it was about is left out. */
export function refuse(offset: number, summary: string, problems: Problem[]): undefined {
  problems.push({ severity: 'error', offset, summary });
  return undefined;
}

/** Reports a key that was seen before, and notes it. */
export function noteKey(key: StringNode, seen: Set<string>, problems: Problem[]): void {
  if (seen.has(key.value)) {
    const summary = `duplicate key ${goQuote(key.value)}`;
    problems.push({ severity: 'warning', offset: key.start, summary });
  }
  seen.add(key.value);
}
