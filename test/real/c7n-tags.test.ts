import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  type CustodianPolicy,
  custodianMatches,
  readCustodianTag,
} from '../../lib/model/off-hours/custodian-tag.ts';

interface Answer {
  readonly off: readonly boolean[];
  readonly on: readonly boolean[];
  readonly errors: { readonly off: boolean; readonly on: boolean };
  readonly opted_out: boolean;
}

const python = process.env['NIGHTSHIFT_C7N_PYTHON'];
const tagCount = Number(process.env['NIGHTSHIFT_C7N_TAGS'] ?? 600);
const zones = [
  'pt',
  'et',
  'ct',
  'mt',
  'gmt',
  'bst',
  'ist',
  'it',
  'cet',
  'jst',
  'aet',
  'brt',
  'nzst',
  'utc',
  'ast',
];
const ianaZones = [
  'Europe/Berlin',
  'america/NEW_YORK',
  'Asia/Kolkata',
  'America/Port-au-Prince',
  'US/Eastern',
  'Australia/Lord_Howe',
  'America/Argentina/Buenos_Aires',
  'Etc/GMT+2',
  'GB',
  'EST5EDT',
  'America/Port_of_Spain',
];
const wrongZones = ['nowhere/x', 'mars', 'xyz', ''];

if (python !== undefined && existsSync(python)) {
  test(`${tagCount} tags at many times are read as Cloud Custodian reads them`, () => {
    const questions = fc.sample(question(), { numRuns: tagCount, seed: 20261121 });
    const answers = ask(python, questions);
    const differences = questions.flatMap((asked, index) => {
      const answer = answers[index];
      if (isGuessedZone(asked.value, asked.policy)) return [];
      return answer === undefined ? ['no answer'] : differencesOf(asked, answer);
    });
    const guessed = questions.filter(({ value, policy }) => isGuessedZone(value, policy));
    console.info(
      `c7n: ${questions.length - guessed.length} tags x ${questions[0]?.at.length} times x 2 filters compared, ${differences.length} differences; ${guessed.length} tags left out, whose zone c7n guesses`,
    );
    expect(differences.slice(0, 20)).toEqual([]);
    expect(guessed.length).toBeLessThan(tagCount / 20);
    expect(answers.filter(({ off, on }) => [...off, ...on].includes(true)).length).toBeGreaterThan(
      tagCount / 4,
    );
    expect(answers.filter(({ errors }) => errors.off || errors.on).length).toBeGreaterThan(tagCount / 20);
  });
} else {
  test.skip('tags are read as Cloud Custodian reads them: NIGHTSHIFT_C7N_PYTHON names no Python with c7n', () => {});
}

interface Question {
  readonly policy: CustodianPolicy;
  readonly value: string;
  readonly at: readonly number[];
}

/** The one stated exception: a zone with a digit that is no IANA name, of which dateutil makes a POSIX rule. We refuse it. */
function isGuessedZone(value: string, policy: CustodianPolicy): boolean {
  const tag = readCustodianTag({ key: 'maid_offhours', value }, policy);
  return (
    tag.kind === 'hours' && tag.problems.some(({ message }) => message.includes('would guess a POSIX rule'))
  );
}

function differencesOf({ policy, value, at }: Question, answer: Answer): string[] {
  const tag = readCustodianTag({ key: 'maid_offhours', value }, policy);
  const found: string[] = [];
  if ((tag.kind === 'opted-out') !== answer.opted_out) found.push(`${JSON.stringify(value)}: opted out`);
  for (const side of ['off', 'on'] as const) {
    const ours = tag.kind === 'opted-out' ? { kind: 'unreadable' as const } : tag[side];
    if (tag.kind !== 'opted-out' && (ours.kind === 'unreadable') !== answer.errors[side]) {
      found.push(`${JSON.stringify(value)} ${side}: error ${ours.kind}, theirs ${answer.errors[side]}`);
    }
    if (tag.kind !== 'opted-out' && answer.errors[side] && tag.problems.length === 0) {
      found.push(`${JSON.stringify(value)} ${side}: silent`);
    }
    at.forEach((seconds, index) => {
      const matches = custodianMatches(ours, new Date(seconds * 1000), policy);
      if (matches !== answer[side][index]) {
        found.push(
          `${JSON.stringify(value)} ${JSON.stringify(policy)} ${side} at ${seconds}: ours ${matches}`,
        );
      }
    });
  }
  return found;
}

function ask(interpreter: string, questions: readonly Question[]): readonly Answer[] {
  const input = questions.map(({ policy, value, at }) => ({ policy: theirPolicy(policy), value, at }));
  const output = execFileSync(interpreter, [join(import.meta.dirname, 'c7n-oracle.py')], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, TZ: 'UTC' },
  });
  return JSON.parse(output);
}

function theirPolicy(policy: CustodianPolicy): Record<string, unknown> {
  return {
    default_tz: policy.defaultTimezone,
    offhour: policy.offHour,
    onhour: policy.onHour,
    weekends: policy.weekends,
    'weekends-only': policy.weekendsOnly,
    'skip-days': policy.skipDays,
  };
}

function question(): fc.Arbitrary<Question> {
  const policy = fc.record({
    defaultTimezone: fc.constantFrom('et', 'pt', 'europe/berlin', 'utc'),
    offHour: fc.integer({ min: 0, max: 23 }),
    onHour: fc.integer({ min: 0, max: 23 }),
    weekends: fc.boolean(),
    weekendsOnly: fc.boolean(),
    skipDays: fc.constantFrom<string[]>([], ['2026-03-09', '2026-03-29', '2026-12-25']),
  });
  return fc.record({
    policy,
    value: fc.oneof({ arbitrary: tagValue(), weight: 9 }, { arbitrary: brokenValue(), weight: 3 }),
    at: times(),
  });
}

/** A week hour by hour from somewhere, most often around a change of clocks. */
function times(): fc.Arbitrary<number[]> {
  const starts = [
    '2026-03-05T00:20:00Z',
    '2026-03-26T00:20:00Z',
    '2026-10-22T00:20:00Z',
    '2026-10-30T00:59:59Z',
    '2026-12-23T00:00:00Z',
    '2026-06-01T00:00:00Z',
  ];
  return fc
    .constantFrom(...starts)
    .map((start) => Array.from({ length: 192 }, (_, hour) => Date.parse(start) / 1000 + hour * 3600));
}

function tagValue(): fc.Arbitrary<string> {
  const day = fc.constantFrom('M', 'T', 'W', 'H', 'F', 'S', 'U', 'm', 'u');
  const days = fc.oneof(
    day,
    fc.tuple(day, day).map(([a, b]) => `${a}-${b}`),
  );
  const rule = fc.tuple(days, fc.integer({ min: 0, max: 23 })).map(([d, hour]) => `(${d},${hour})`);
  const hours = fc.oneof(
    rule,
    fc.array(rule, { minLength: 1, maxLength: 3 }).map((rules) => `[${rules.join(',')}]`),
    fc.array(rule, { minLength: 2, maxLength: 3 }).map((rules) => rules.join(',')),
  );
  const zone = fc.oneof(
    { arbitrary: fc.constantFrom(...zones), weight: 4 },
    { arbitrary: fc.constantFrom(...ianaZones), weight: 4 },
    { arbitrary: fc.constantFrom(...wrongZones), weight: 1 },
  );
  const part = fc.oneof(
    hours.map((text) => `off=${text}`),
    hours.map((text) => `on=${text}`),
    zone.map((text) => `tz=${text}`),
  );
  const full = fc.tuple(hours, hours, zone).map(([off, on, tz]) => `off=${off};on=${on};tz=${tz}`);
  const some = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(';'));
  const plain = fc.constantFrom('', 'on', 'off', 'On', 'OFF', '"off"', "'on'", 'OFF ', 'true');
  const value = fc.oneof(
    { arbitrary: full, weight: 4 },
    { arbitrary: some, weight: 4 },
    { arbitrary: plain, weight: 1 },
  );
  return fc
    .tuple(value, fc.constantFrom('as is', 'escaped', 'quoted', 'trailing'))
    .map(([text, how]) => dress(text, how));
}

function dress(text: string, how: string): string {
  if (how === 'quoted') return `"${text}"`;
  if (how === 'trailing') return `${text};`;
  if (how === 'as is') return text;
  return text.replace(/[()[\],;=/-]/g, (sign) => `u${sign.charCodeAt(0).toString(16)}`);
}

/** A good value with something taken out, doubled or put in. */
function brokenValue(): fc.Arbitrary<string> {
  const inserts = fc.constantFrom(
    ' ',
    ';',
    '=',
    '(',
    ')',
    ',',
    '-',
    'x',
    '24',
    'foo=bar;',
    ' ;',
    "'",
    'off',
    'U2d',
    '[',
  );
  return fc.tuple(tagValue(), fc.nat(), inserts, fc.boolean()).map(([value, place, insert, isCut]) => {
    const at = value.length === 0 ? 0 : place % value.length;
    return isCut ? value.slice(0, at) + value.slice(at + 1) : value.slice(0, at) + insert + value.slice(at);
  });
}
