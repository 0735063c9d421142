import type { ListedObject, ListPage } from '../../tasks/backup-logs/ports.ts';
import { decodeKey } from './wire.ts';

/**
 * Reads a page of ListObjectsV2 (Amazon S3 API Reference, "ListObjectsV2"). Undefined when the text is no whole page: cut,
 * of another kind, or with fewer keys than it says.
 */
export function readListing(xml: string): ListPage | undefined {
  if (!xml.includes('<ListBucketResult') || !xml.trimEnd().endsWith('</ListBucketResult>')) return undefined;
  const [head = '', ...rest] = xml.split('<Contents>');
  const tail = rest.at(-1) ?? head;
  const decode = (head + tail).includes('<EncodingType>url<') ? decodeKey : (text: string) => text;
  const objects = rest.map((block) => readObject(block, decode));
  const folders = xml
    .split('<CommonPrefixes>')
    .slice(1)
    .map((block) => decode(unescapeXml(field(block, 'Prefix') ?? '')));
  const outside = head + tail.slice(tail.lastIndexOf('</Contents>') + 1);
  const keyCount = Number(field(outside, 'KeyCount') ?? 0);
  if (objects.length + folders.length < keyCount) return undefined;
  const isTruncated = field(outside, 'IsTruncated') === 'true';
  const continuation = unescapeXml(field(outside, 'NextContinuationToken') ?? '');
  if (isTruncated && continuation === '') return undefined;
  return { objects, folders, ...(isTruncated ? { continuation } : {}) };
}

function readObject(block: string, decode: (text: string) => string): ListedObject {
  const storageClass = field(block, 'StorageClass');
  return {
    key: decode(unescapeXml(field(block, 'Key') ?? '')),
    sizeBytes: Number(field(block, 'Size') ?? 0),
    etag: unescapeXml(field(block, 'ETag') ?? '').replaceAll('"', ''),
    modifiedAt: field(block, 'LastModified') ?? '',
    ...(storageClass === undefined ? {} : { storageClass }),
  };
}

/** The text of the first element of this name, still escaped. */
export function field(xml: string, name: string): string | undefined {
  const open = `<${name}>`;
  const start = xml.indexOf(open);
  if (start < 0) return undefined;
  const end = xml.indexOf('<', start + open.length);
  return end < 0 ? undefined : xml.slice(start + open.length, end);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Undoes XML's escapes. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x?)?(\w+);/g, (whole, kind: string | undefined, name: string) => {
    if (kind === undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(name, kind === '#x' ? 16 : 10));
  });
}
