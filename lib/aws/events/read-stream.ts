import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { NumberedChange } from '../../run/events/publish-changes.ts';

/** A record of a DynamoDB stream, as Lambda delivers it. */
export interface StreamRecord {
  readonly dynamodb?: {
    readonly SequenceNumber?: string;
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime?: number;
    readonly OldImage?: Image;
    readonly NewImage?: Image;
  };
}

type Image = Readonly<Record<string, unknown>>;

/** Changes in the order of the stream. */
export function readStream(records: readonly StreamRecord[]): readonly NumberedChange[] {
  return records.map(({ dynamodb = {} }) => {
    const { SequenceNumber: sequenceNumber = '', ApproximateCreationDateTime: seconds, ...images } = dynamodb;
    const { OldImage, NewImage } = images;
    return {
      sequenceNumber,
      change: {
        ...(OldImage === undefined ? {} : { before: toRow(OldImage) }),
        ...(NewImage === undefined ? {} : { after: toRow(NewImage) }),
        ...(seconds === undefined ? {} : { changedAt: new Date(seconds * 1000).toISOString() }),
      },
    };
  });
}

function toRow(image: Image): Readonly<Record<string, unknown>> {
  const attributes: Record<string, AttributeValue> = JSON.parse(JSON.stringify(image));
  return unmarshall(attributes);
}
