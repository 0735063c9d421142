import type { Datum } from './ports.ts';

const MAX_DATA = 1_000;
/** The API takes 1 MB; names on the wire are longer than ours, so our own JSON is held to less. */
const MAX_BYTES = 700_000;

/** Requests of at most 1,000 metrics and 1 MB (CloudWatch API Reference, "PutMetricData"), order kept. */
export async function* batchData(data: AsyncIterable<Datum>): AsyncIterable<readonly Datum[]> {
  let batch: Datum[] = [];
  let bytes = 0;
  for await (const datum of data) {
    const size = datumBytes(datum);
    if (batch.length === MAX_DATA || (batch.length > 0 && bytes + size > MAX_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(datum);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** UTF-8 bytes of the datum, with room for `{"Name":…,"Value":…}` around each dimension. */
function datumBytes(datum: Datum): number {
  const text = JSON.stringify(datum);
  return Buffer.byteLength(text) + 24 * Object.keys(datum.dimensions).length + 80;
}
