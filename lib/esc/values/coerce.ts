import { goQuote } from '../text/go-quote.ts';
import { compareUtf8 } from '../text/utf8.ts';
import type { Value } from './value.ts';

/** Nothing that a document computes may grow beyond this many characters. */
export const MAX_WEIGHT = 5_000_000;

/** A computed text would be larger than any text may be. */
export class ValueTooLarge extends Error {
  override readonly name = 'ValueTooLarge';

  constructor() {
    super('the value is too large, or nested too deeply, to be written as a string');
  }
}

export interface Coercion {
  readonly text: string;
  readonly isUnknown: boolean;
  readonly isSecret: boolean;
}

/**
 * A value as interpolation and fn::toString write it: null is empty, lists are quoted and joined by commas, objects are
 * `"key"="value"` by key. Like the reference it takes an object's own keys only, not those of its base.
 */
export function coerce(value: Value): Coercion {
  switch (value.kind) {
    case 'unknown':
      return { text: '[unknown]', isUnknown: true, isSecret: value.secret };
    case 'null':
      return { text: '', isUnknown: false, isSecret: value.secret };
    case 'boolean':
      return { text: value.value ? 'true' : 'false', isUnknown: false, isSecret: value.secret };
    case 'number':
    case 'string':
      return { text: value.text, isUnknown: false, isSecret: value.secret };
    case 'array':
      return join(
        value.items.map((item) => ({ prefix: '', value: item })),
        value.secret,
      );
    case 'object': {
      const entries = [...value.own].sort(([a], [b]) => compareUtf8(a, b));
      return join(
        entries.map(([key, own]) => ({ prefix: `${goQuote(key)}=`, value: own })),
        value.secret,
      );
    }
  }
}

function join(parts: readonly { prefix: string; value: Value }[], secret: boolean): Coercion {
  let isUnknown = false;
  let isSecret = secret;
  let length = 0;
  const texts = parts.map(({ prefix, value }) => {
    const part = coerce(value);
    isUnknown ||= part.isUnknown;
    isSecret ||= part.isSecret;
    const text = prefix + goQuote(part.text);
    length += text.length;
    if (length > MAX_WEIGHT) throw new ValueTooLarge();
    return text;
  });
  return { text: texts.join(','), isUnknown, isSecret };
}
