/** Namespace of the metrics that every run writes. */
export const METRIC_NAMESPACE = 'Nightshift';

/** A dimension of every metric; a metric is found by all of its dimensions or not at all. */
export const METRIC_SERVICE = 'nightshift';

export type LogLevel = 'INFO' | 'WARN' | 'ERROR';

interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** A line of a function's log, without its end: JSON, whose fields CloudWatch Logs Insights finds by name. */
export function logLine({ level, message, fields, at }: LogEntry): string {
  return JSON.stringify({ level, message, timestamp: at.toISOString(), service: METRIC_SERVICE, ...fields });
}

interface Measured {
  /** Besides the service. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** By name; one that ends in `Milliseconds` is a time, every other one a count. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly at: Date;
}

/** Metrics as a line of the log, from which CloudWatch takes them (CloudWatch User Guide, "Embedded metric format specification"). */
export function metricLine({ dimensions = {}, metrics, at }: Measured): string {
  const described = Object.keys(metrics).map((name) => ({
    Name: name,
    Unit: name.endsWith('Milliseconds') ? 'Milliseconds' : 'Count',
  }));
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [['service', ...Object.keys(dimensions)]],
    Metrics: described,
  };
  return JSON.stringify({
    _aws: { Timestamp: at.getTime(), CloudWatchMetrics: [directive] },
    service: METRIC_SERVICE,
    ...dimensions,
    ...metrics,
  });
}
