import type { DatumSettings, PutMetricDataSettings } from './definition.ts';
import type { Datum, DatumSample } from './ports.ts';
import { parseTimestamp, resolveTimestamp } from './timestamp.ts';

/** A datum to publish, or one that CloudWatch would drop, with the reason. */
export type DatumItem =
  | { readonly kind: 'put'; readonly datum: Datum }
  | { readonly kind: 'refuse'; readonly datum: Datum; readonly reason: string };

const HOUR_MS = 3_600_000;
const MAX_PAST_MS = 14 * 24 * HOUR_MS;
const MAX_FUTURE_MS = 2 * HOUR_MS;

/**
 * What to publish for the slot. Data older than two weeks or more than two hours ahead is refused here:
 * CloudWatch takes it and drops it (CloudWatch API Reference, "PutMetricData").
 */
export function decideData(
  settings: PutMetricDataSettings,
  at: { slot: Date; now: Date },
): readonly DatumItem[] {
  return settings.data.map((entry) => {
    const datum = readDatum(entry, at.slot);
    const reason = refusal(new Date(datum.timestamp), at.now);
    return reason === undefined ? { kind: 'put', datum } : { kind: 'refuse', datum, reason };
  });
}

function readDatum(entry: DatumSettings, slot: Date): Datum {
  const timestamp = parseTimestamp(entry.timestamp ?? 'slot');
  if (timestamp === undefined) throw new TypeError(`timestamp of "${entry.metricName}" was not checked`);
  const { storageResolution } = entry;
  return {
    metricName: entry.metricName,
    dimensions: entry.dimensions ?? {},
    sample: readSample(entry),
    unit: entry.unit ?? 'None',
    timestamp: resolveTimestamp(timestamp, slot).toISOString(),
    ...(storageResolution === undefined ? {} : { storageResolution }),
  };
}

function readSample({ metricName, value, values, counts, statisticValues }: DatumSettings): DatumSample {
  if (value !== undefined) return { kind: 'value', value };
  if (statisticValues !== undefined) return { kind: 'statistics', ...statisticValues };
  if (values !== undefined) return { kind: 'values', values, ...(counts === undefined ? {} : { counts }) };
  throw new TypeError(`datum "${metricName}" has no value and was not checked`);
}

function refusal(timestamp: Date, now: Date): string | undefined {
  const ageMs = now.getTime() - timestamp.getTime();
  if (ageMs > MAX_PAST_MS) return 'older than two weeks, which CloudWatch does not take';
  if (ageMs < -MAX_FUTURE_MS) return 'more than two hours ahead, which CloudWatch does not take';
  return undefined;
}
