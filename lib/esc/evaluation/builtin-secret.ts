import type { CallExpression } from '../ast/expression.ts';
import { decodeEnvelope } from '../secrets/envelope.ts';
import { stringValue, unknownValue, type Value } from '../values/value.ts';
import { type Cell, report } from './cell.ts';
import { messageOf } from './message.ts';
import { operand } from './operand.ts';
import { ask } from './session.ts';

/** fn::secret: a text in the document, or one that is decrypted when the environment is opened. */
export function secret(cell: Cell, call: CallExpression): Value {
  return call.ciphertext === undefined ? operand(cell, 'plaintext') : decrypted(cell, call.ciphertext);
}

function decrypted(cell: Cell, envelope: string): Value {
  const unknown = unknownValue(cell, { type: 'string' }, true);
  const opened = decodeEnvelope(envelope);
  if ('wrong' in opened) {
    report(cell, `invalid ciphertext: ${opened.wrong}`);
    return unknown;
  }
  const { session, environment } = cell.scope;
  if (session.mode === 'check') return unknown;
  const { decrypt } = session;
  const answer = ask(session.answers, JSON.stringify(['decrypt', environment, envelope]), async () => {
    if (decrypt === undefined) return { kind: 'failed', summary: 'decrypting: no key is at hand' };
    try {
      return { kind: 'text', text: await decrypt(opened.ciphertext, environment) };
    } catch (error) {
      return { kind: 'failed', summary: `decrypting: ${messageOf(error)}` };
    }
  });
  if (answer?.kind === 'failed') report(cell, answer.summary);
  return answer?.kind === 'text' ? stringValue(cell, answer.text, true) : unknown;
}
