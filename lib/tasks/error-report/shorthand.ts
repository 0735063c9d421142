import type { FromSchema } from 'json-schema-to-ts';
import { PRESETS, type Preset } from './presets.ts';
import type { MetricQuery } from './query-schema.ts';
import type { errorRateSchema, servicesSchema } from './settings-parts.ts';

export interface ShorthandSettings {
  readonly errorRate?: FromSchema<typeof errorRateSchema>;
  readonly services?: FromSchema<typeof servicesSchema>;
}

/** A shorthand of the settings, before it is known which functions (buckets, queues) there are. */
export interface Shorthand {
  readonly preset: Preset;
  readonly periodSeconds: number;
  /** Dimensions that all of its metrics carry. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Values of the first dimension; undefined for all that CloudWatch lists. */
  readonly values: readonly string[] | undefined;
}

/** The dimensions of one metric, name to value. */
export type DimensionSet = Readonly<Record<string, string>>;

const DEFAULT_PERIOD_SECONDS = 300;
/** An expression takes 2,048 characters, and all it refers to goes in one request of 500 queries. */
const MAX_IN_TOTAL = 120;

/** The shorthands of the settings, `errorRate` first. */
export function readShorthands({ errorRate, services = [] }: ShorthandSettings): readonly Shorthand[] {
  const named = services.map((entry) => (typeof entry === 'string' ? { service: entry } : entry));
  const presets = named.map(({ service, values, periodSeconds = DEFAULT_PERIOD_SECONDS }) => ({
    preset: PRESETS[service],
    periodSeconds,
    fixed: {},
    values,
  }));
  if (errorRate === undefined) return presets;
  const { namespace, errors, total, by, dimensions = {}, periodSeconds = DEFAULT_PERIOD_SECONDS } = errorRate;
  const own: Shorthand = {
    preset: { kind: 'rate', namespace, errors, total, dimensions: [by] },
    periodSeconds,
    fixed: dimensions,
    values: errorRate.values,
  };
  return [own, ...presets];
}

/** Whether it must be asked which metrics there are: no values are given, or there are dimensions to find out. */
export function needsListing({ preset, values }: Shorthand): boolean {
  return values === undefined || preset.dimensions.length > 1;
}

/** Dimension sets that the shorthand means, out of those that CloudWatch lists; sorted, each once. */
export function chooseSets(shorthand: Shorthand, listed: readonly DimensionSet[]): readonly DimensionSet[] {
  const { preset, fixed, values } = shorthand;
  const [by] = preset.dimensions;
  if (!needsListing(shorthand)) return (values ?? []).map((value) => ({ ...fixed, [by]: value }));
  const names = new Set([...preset.dimensions, ...Object.keys(fixed)]);
  const chosen = listed.filter(
    (set) =>
      Object.keys(set).length === names.size &&
      Object.keys(set).every((name) => names.has(name)) &&
      Object.entries(fixed).every(([name, value]) => set[name] === value) &&
      (values === undefined || values.includes(set[by] ?? '')),
  );
  const byKey = new Map(chosen.map((set) => [nameOf(set, preset), set]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, set]) => set);
}

/** The queries of a shorthand; ids begin with the prefix, so that several do not meet. */
export function expandShorthand(
  shorthand: Shorthand,
  sets: readonly DimensionSet[],
  prefix: string,
): readonly MetricQuery[] {
  const { preset, periodSeconds } = shorthand;
  const metric = (Id: string, name: string, stat: string, set: DimensionSet): MetricQuery => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: preset.namespace,
        MetricName: name,
        Dimensions: Object.entries(set).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: stat,
    },
  });
  if (preset.kind === 'value') {
    return sets.map((set, index) => ({
      ...metric(`${prefix}${index}`, preset.metric, preset.stat, set),
      Label: `${nameOf(set, preset)}: ${preset.label}`,
    }));
  }
  const single = sets.flatMap((set, index): readonly MetricQuery[] => {
    const id = `${prefix}${index}`;
    return [
      { Id: id, Expression: `${id}e / ${id}t`, Label: nameOf(set, preset) },
      { ...metric(`${id}e`, preset.errors, 'Sum', set), Label: preset.errors, ReturnData: false },
      { ...metric(`${id}t`, preset.total, 'Sum', set), Label: preset.total, ReturnData: false },
    ];
  });
  return [...totalQuery(preset, sets.length, prefix), ...single];
}

function totalQuery(preset: Preset, size: number, prefix: string): readonly MetricQuery[] {
  if (size < 2 || size > MAX_IN_TOTAL) return [];
  const side = (suffix: string) =>
    Array.from({ length: size }, (_, index) => `${prefix}${index}${suffix}`).join(',');
  const Label = `All ${size} of ${preset.namespace}`;
  return [{ Id: `${prefix}all`, Expression: `SUM([${side('e')}]) / SUM([${side('t')}])`, Label }];
}

function nameOf(set: DimensionSet, { dimensions }: Preset): string {
  return dimensions.map((name) => set[name] ?? '').join(' ');
}
