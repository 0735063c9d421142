import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { SlotRecord } from '../../run/ledger.ts';

const DAY_MS = 24 * 3_600_000;
/** An alarm shows a line, not a page. */
const MAX_LENGTH = 500;
/** Pages that are looked through; a log that says more about one invocation has its last line elsewhere. */
const MAX_PAGES = 10;

interface LineQuery {
  readonly logGroup: string;
  /** The slot's run; without one, the last line that there is at all. */
  readonly row: SlotRecord | undefined;
  readonly now: Date;
}

/**
 * The last line that a job's log has about a run, shortened; undefined where there is none within a day, or where the
 * log cannot be read: an alarm is told without it.
 */
export async function readLastLine(
  client: CloudWatchLogsClient,
  { logGroup, row, now }: LineQuery,
): Promise<string | undefined> {
  const dayAgo = now.getTime() - DAY_MS;
  const startTime = row === undefined ? dayAgo : Math.max(dayAgo, Date.parse(row.claimedAt) - 60_000);
  const filter = row === undefined ? {} : { filterPattern: `"${row.requestId}"` };
  try {
    let last: string | undefined;
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = { logGroupName: logGroup, startTime, nextToken, ...filter };
      const answer = await client.send(new FilterLogEventsCommand(query));
      last = answer.events?.at(-1)?.message?.trim() ?? last;
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return last?.slice(0, MAX_LENGTH);
  } catch {
    return undefined;
  }
}
