import { createHash } from 'node:crypto';
import { ServiceError } from '../../lib/model/errors.ts';
import { compareKeys } from '../../lib/tasks/backup-logs/key-order.ts';
import type {
  BackupLogsPorts,
  CopiedPart,
  CopyAttributes,
  ListedObject,
  ListPage,
  ListRequest,
  ObjectHead,
  ObjectRef,
  SystemHeaders,
} from '../../lib/tasks/backup-logs/ports.ts';

export interface StoredObject {
  readonly body: string;
  readonly etag: string;
  readonly modifiedAt: string;
  readonly headers: SystemHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly attributes?: CopyAttributes;
}

interface OpenFakeUpload {
  readonly destination: ObjectRef;
  readonly initiatedAt: string;
  readonly template: Pick<StoredObject, 'headers' | 'metadata' | 'tags'>;
  readonly parts: Map<number, { readonly body: string; readonly part: CopiedPart }>;
}

/** Called before each call, which is the `count`th of its kind; what it throws is what the call answers. */
export type Fault = (call: {
  readonly operation: keyof BackupLogsPorts;
  readonly key: string;
  readonly count: number;
}) => void;

/** An S3 in memory, with what tests put in and what the engine did. */
export interface FakeS3 {
  readonly ports: BackupLogsPorts;
  /** `s3://bucket/key` of every object. */
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, OpenFakeUpload>;
  readonly calls: { readonly operation: keyof BackupLogsPorts; readonly key: string }[];
  readonly put: (address: string, body: string, more?: Partial<StoredObject>) => void;
  readonly count: (operation: keyof BackupLogsPorts) => number;
  /** Milliseconds that the engine waited, one entry a wait. */
  readonly waits: number[];
  fault: Fault;
  pageSize: number;
  /** The server's clock; each write moves it by a second. */
  clock: number;
}

export function s3Error(code: string, status: number): ServiceError {
  return new ServiceError({
    code,
    message: `the fake refuses: ${code}`,
    service: 's3',
    operation: 'Fake',
    status,
  });
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** An empty S3 that knows every bucket. */
export function fakeS3(): FakeS3 {
  const objects = new Map<string, StoredObject>();
  const s3: Omit<FakeS3, 'ports'> = {
    objects,
    uploads: new Map(),
    calls: [],
    waits: [],
    fault: () => {},
    pageSize: 1_000,
    clock: Date.UTC(2026, 0, 1),
    count: (operation) => s3.calls.filter((call) => call.operation === operation).length,
    put: (address, body, more = {}) => {
      const etag = md5(body);
      objects.set(address, {
        body,
        etag,
        modifiedAt: tick(s3),
        headers: {},
        metadata: {},
        tags: {},
        ...more,
      });
    },
  };
  return Object.assign(s3, { ports: makePorts(s3) });
}

type State = Omit<FakeS3, 'ports'>;

function tick(s3: State): string {
  s3.clock += 1_000;
  return new Date(s3.clock).toISOString();
}

function makePorts(s3: State): BackupLogsPorts {
  const enter = async (operation: keyof BackupLogsPorts, key: string) => {
    s3.calls.push({ operation, key });
    const count = s3.count(operation);
    await new Promise((resolve) => setImmediate(resolve));
    s3.fault({ operation, key, count });
  };
  return {
    ...uploadPorts(s3, enter),
    listPage: async (request) => {
      await enter('listPage', request.prefix);
      return listPage(s3, request);
    },
    headObject: async (object) => {
      await enter('headObject', object.key);
      return toHead(find(s3, object));
    },
    getTags: async (object) => {
      await enter('getTags', object.key);
      return find(s3, object).tags;
    },
    copyObject: async ({ source, destination, sourceEtag, attributes }) => {
      await enter('copyObject', source.key);
      const from = find(s3, source);
      if (from.etag !== sourceEtag) throw s3Error('PreconditionFailed', 412);
      s3.put(address(destination), from.body, {
        ...from,
        etag: md5(from.body),
        modifiedAt: tick(s3),
        attributes,
      });
      const { etag, modifiedAt } = find(s3, destination);
      return { etag, modifiedAt };
    },
    deleteObject: async (object) => {
      await enter('deleteObject', object.key);
      s3.objects.delete(address(object));
    },
    getText: async (object) => {
      await enter('getText', object.key);
      return s3.objects.get(address(object))?.body;
    },
    putText: async (object, text) => {
      await enter('putText', object.key);
      s3.put(address(object), text);
    },
    waitMs: async (milliseconds) => {
      s3.waits.push(milliseconds);
    },
    random: () => 0.5,
  };
}

function uploadPorts(s3: State, enter: (operation: keyof BackupLogsPorts, key: string) => Promise<void>) {
  const open = (uploadId: string) => {
    const upload = s3.uploads.get(uploadId);
    if (upload === undefined) throw s3Error('NoSuchUpload', 404);
    return upload;
  };
  const ports: Pick<
    BackupLogsPorts,
    'listUploads' | 'listParts' | 'startUpload' | 'copyPart' | 'completeUpload' | 'abortUpload'
  > = {
    listUploads: async (object) => {
      await enter('listUploads', object.key);
      const found = [...s3.uploads].filter(([, upload]) => address(upload.destination) === address(object));
      return found.map(([uploadId, { initiatedAt }]) => ({ uploadId, initiatedAt }));
    },
    listParts: async ({ key, uploadId }) => {
      await enter('listParts', key);
      return [...open(uploadId).parts.values()].map(({ part }) => part);
    },
    startUpload: async ({ destination, head, tags }) => {
      await enter('startUpload', destination.key);
      const uploadId = `upload-${s3.count('startUpload')}`;
      const template = { headers: head.headers, metadata: head.metadata, tags };
      s3.uploads.set(uploadId, { destination, initiatedAt: tick(s3), template, parts: new Map() });
      return uploadId;
    },
    copyPart: async ({ upload, source, sourceEtag, number, firstByte, lastByte }) => {
      await enter('copyPart', source.key);
      const from = find(s3, source);
      if (from.etag !== sourceEtag) throw s3Error('PreconditionFailed', 412);
      const body = from.body.slice(firstByte, lastByte + 1);
      const part = { number, etag: md5(body), sizeBytes: body.length };
      open(upload.uploadId).parts.set(number, { body, part });
      return part;
    },
    completeUpload: async ({ upload, parts }) => {
      await enter('completeUpload', upload.key);
      const { destination, template, parts: held, initiatedAt } = open(upload.uploadId);
      const body = parts.map(({ number }) => held.get(number)?.body ?? '').join('');
      const etag = `${md5(parts.map((part) => part.etag).join(''))}-${parts.length}`;
      s3.put(address(destination), body, { ...template, etag, modifiedAt: initiatedAt });
      s3.uploads.delete(upload.uploadId);
      return { etag, modifiedAt: initiatedAt };
    },
    abortUpload: async (upload) => {
      await enter('abortUpload', upload.key);
      open(upload.uploadId);
      s3.uploads.delete(upload.uploadId);
    },
  };
  return ports;
}

function address({ bucket, key }: ObjectRef): string {
  return `s3://${bucket}/${key}`;
}

function find(s3: State, object: ObjectRef): StoredObject {
  const found = s3.objects.get(address(object));
  if (found === undefined) throw s3Error('NoSuchKey', 404);
  return found;
}

function toHead(object: StoredObject): ObjectHead {
  const { body, etag, modifiedAt, headers, metadata, tags, storageClass } = object;
  return {
    sizeBytes: body.length,
    etag,
    modifiedAt,
    headers,
    metadata,
    tagCount: Object.keys(tags).length,
    ...(storageClass === undefined ? {} : { storageClass }),
  };
}

/** Pages as S3 makes them: in byte order, folders folded at the delimiter. */
function listPage(
  s3: State,
  { bucket, prefix, delimiter, startAfter = '', continuation = '', maxKeys = s3.pageSize }: ListRequest,
): ListPage {
  const start = `s3://${bucket}/`;
  const after = continuation === '' ? startAfter : continuation;
  const keys = [...s3.objects.keys()]
    .filter((name) => name.startsWith(start + prefix))
    .map((name) => name.slice(start.length))
    .filter((key) => after === '' || compareKeys(key, after) > 0)
    .sort(compareKeys);
  if (delimiter !== undefined) return { objects: [], folders: foldersOf(keys, prefix, delimiter) };
  const size = Math.min(maxKeys, s3.pageSize);
  const page = keys.slice(0, size);
  const last = page.at(-1);
  return {
    objects: page.map((key) => toListed(s3, bucket, key)),
    folders: [],
    ...(keys.length > size && last !== undefined ? { continuation: last } : {}),
  };
}

function foldersOf(keys: readonly string[], prefix: string, delimiter: string): readonly string[] {
  const folded = keys
    .map((key) => key.slice(0, key.indexOf(delimiter, prefix.length) + 1))
    .filter((folder) => folder !== '');
  return [...new Set(folded)];
}

function toListed(s3: State, bucket: string, key: string): ListedObject {
  const { body, etag, modifiedAt, storageClass } = find(s3, { bucket, key });
  return {
    key,
    sizeBytes: body.length,
    etag,
    modifiedAt,
    ...(storageClass === undefined ? {} : { storageClass }),
  };
}
