import { ServiceError } from '../../model/errors.ts';
import type { InstanceRecord } from './change.ts';
import type { TagWriter } from './ports.ts';
import { LAST_ACTION_TAG, LAST_ERROR_TAG } from './selected-tags.ts';

/** CreateTags takes 1,000 resources (Amazon EC2 API Reference, "CreateTags"). */
const BATCH_SIZE = 1_000;

interface Occasion {
  readonly word: 'stopped' | 'started';
  readonly jobName: string;
  readonly at: Date;
}

interface Group {
  readonly tags: Readonly<Record<string, string>>;
  readonly ids: string[];
}

/**
 * Leaves on each instance what was done or why not, as tags. That the tags cannot be written fails nothing: it is
 * said in the reason of the instances.
 */
export async function writeBack(
  records: readonly InstanceRecord[],
  ports: TagWriter,
  occasion: Occasion,
): Promise<readonly InstanceRecord[]> {
  const groups = new Map<
    string,
    { readonly tags: Readonly<Record<string, string>>; readonly ids: string[] }
  >();
  for (const record of records) {
    const tags = tagsFor(record, occasion);
    if (tags === undefined) continue;
    const key = JSON.stringify(tags);
    const group: Group = groups.get(key) ?? { tags, ids: [] };
    group.ids.push(record.id);
    groups.set(key, group);
  }
  const untagged = new Map<string, string>();
  for (const { tags, ids } of groups.values()) {
    for (let from = 0; from < ids.length; from += BATCH_SIZE) {
      const batch = ids.slice(from, from + BATCH_SIZE);
      const code = await tryTagging({ ids: batch, tags }, ports);
      if (code !== undefined) for (const id of batch) untagged.set(id, code);
    }
  }
  return records.map((record) => {
    const code = untagged.get(record.id);
    return code === undefined
      ? record
      : { ...record, reason: `${record.reason}; its tags were not written (${code})` };
  });
}

function tagsFor({ id, kind, code = '', tagProblem }: InstanceRecord, { word, jobName, at }: Occasion) {
  const when = at.toISOString().slice(0, 16);
  const unread = tagProblem === undefined ? '' : `InvalidTag ${when}Z by ${jobName}`;
  if (kind === 'done')
    return { [LAST_ACTION_TAG]: `${word} ${when}Z by ${jobName}`, [LAST_ERROR_TAG]: unread };
  if (kind === 'skipped' && unread !== '') return { [LAST_ERROR_TAG]: unread };
  const isThere = id.startsWith('i-') && !code.startsWith('InvalidInstanceID');
  return kind === 'failed' && isThere ? { [LAST_ERROR_TAG]: `${code} ${when}Z by ${jobName}` } : undefined;
}

async function tryTagging(
  request: Parameters<TagWriter['tagInstances']>[0],
  ports: TagWriter,
): Promise<string | undefined> {
  try {
    await ports.tagInstances(request);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error.code;
    throw error;
  }
}
