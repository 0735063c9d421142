import {
  fileBytes,
  isSecretValue,
  type PlainValue,
  type Projected,
  toPlain,
  type Value,
} from '../esc/index.ts';

/** Shorter values are not redacted: they would blot out half of what any program prints. As `esc run`. */
export const shortestSecret = 3;
/** Shorter lines and encoded forms of a secret are not redacted by themselves. */
export const shortestDerived = 8;
/** Larger values cannot be looked for in reasonable memory. */
const largestSecretBytes = 32 * 1024;

export interface SecretForms {
  /** Every form in which a secret may be printed, as bytes. */
  readonly patterns: readonly Uint8Array[];
  /** How many secrets are too large to be looked for. */
  readonly tooLarge: number;
}

/** All secrets of an opened environment, also those that no variable holds, in every form that is looked for. */
export function secretForms(value: Value | undefined, projected: readonly Projected[]): SecretForms {
  const leaves = value === undefined ? [] : secretTexts(toPlain(value, { marked: true }), false);
  const shown = projected.filter(({ secret }) => secret).map(({ text }) => text);
  const secrets = [...new Set([...leaves, ...shown])]
    .map((text) => Buffer.from(fileBytes(text)))
    .filter((bytes) => bytes.toString('utf8').length >= shortestSecret);
  const small = secrets.filter(({ length }) => length <= largestSecretBytes);
  const forms = new Set(small.flatMap(formsOf).map((bytes) => bytes.toString('latin1')));
  return {
    patterns: [...forms].map((form) => Buffer.from(form, 'latin1')),
    tooLarge: secrets.length - small.length,
  };
}

function secretTexts(plain: PlainValue, isSecret: boolean): readonly string[] {
  if (typeof plain === 'string') return isSecret ? [plain] : [];
  if (typeof plain === 'number') return isSecret ? [String(plain)] : [];
  if (typeof plain !== 'object' || plain === null) return [];
  if (isSecretValue(plain)) return secretTexts(plain.value, true);
  const items: readonly PlainValue[] = Array.isArray(plain) ? plain : Object.values(plain);
  return items.flatMap((item) => secretTexts(item, isSecret));
}

function formsOf(secret: Buffer): readonly Buffer[] {
  const text = secret.toString('utf8');
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const derived = [
    ...(lines.length > 1 ? [...lines, lines.join('\r\n'), text.trimEnd()] : []),
    ...encodedTexts(text),
    ...jsonTexts(text),
    ...base64Forms(secret),
    secret.toString('hex'),
    secret.toString('hex').toUpperCase(),
  ];
  return [
    secret,
    ...derived.filter(({ length }) => length >= shortestDerived).map((form) => Buffer.from(form)),
  ];
}

/** The texts in a secret that is JSON, such as a service account's key: a program reads it and prints a part. */
function jsonTexts(text: string): readonly string[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    const found: string[] = [];
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === 'string') found.push(value);
      return value;
    });
    return found;
  } catch {
    return [];
  }
}

/** As it stands in URLs, in form bodies and in JSON. */
function encodedTexts(text: string): readonly string[] {
  const url = encodeURIComponent(text);
  const form = url.replaceAll('%20', '+');
  const lower = url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const strict = url.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return [url, form, lower, strict, JSON.stringify(text).slice(1, -1)];
}

/**
 * Base64 of it, alone and inside of something longer, such as `user:password`: there it begins at any of three places of
 * a group, and the characters that it shares with its neighbours are left out.
 */
function base64Forms(secret: Buffer): readonly string[] {
  const inside = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), secret])
      .toString('base64')
      .replace(/=+$/, '');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + secret.length) * 8) / 6);
    return encoded.slice(from, to);
  });
  const whole = secret.toString('base64');
  const all = [whole, whole.replace(/=+$/, ''), ...inside];
  return [...all, ...all.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}
