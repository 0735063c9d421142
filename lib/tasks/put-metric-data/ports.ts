import type { DatumSettings } from './definition.ts';

/** One datum as it is published. Plain JSON, so that a plan can be written to a file. */
export interface Datum {
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly sample: DatumSample;
  readonly unit: NonNullable<DatumSettings['unit']>;
  /** ISO, UTC. */
  readonly timestamp: string;
  readonly storageResolution?: 1 | 60;
}

export type DatumSample =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'values'; readonly values: readonly number[]; readonly counts?: readonly number[] }
  | {
      readonly kind: 'statistics';
      readonly sampleCount: number;
      readonly sum: number;
      readonly minimum: number;
      readonly maximum: number;
    };

export interface PutMetricDataPorts {
  /** Publishes one request's worth of data; all of it is taken or none. */
  readonly putMetricData: (request: {
    readonly namespace: string;
    readonly data: readonly Datum[];
  }) => Promise<void>;
}
