import { knownAddress, type S3Address } from './address.ts';
import { configDayPrefix, dayPrefix, daysOf } from './partition.ts';
import type { BackupLogsPorts } from './ports.ts';
import type { Caller } from './retry.ts';
import type { BackupLogsSettings } from './settings.ts';

/** What is listed: prefixes relative to source and destination, and the day that they belong to. */
export interface DayRange {
  readonly day: string | undefined;
  readonly prefixes: readonly string[];
}

interface Discovery {
  readonly ports: Pick<BackupLogsPorts, 'listPage'>;
  readonly caller: Caller;
  readonly source: S3Address;
}

interface Surroundings {
  readonly settings: BackupLogsSettings;
  readonly slot: Date;
  readonly ports: Pick<BackupLogsPorts, 'listPage'>;
  readonly caller: Caller;
}

/** The prefixes that a run must list: all of the source, or those of its days. Throws ServiceError. */
export async function findRanges({
  settings,
  slot,
  ports,
  caller,
}: Surroundings): Promise<readonly DayRange[]> {
  const { partition } = settings;
  if (partition === undefined) return [{ day: undefined, prefixes: [''] }];
  const days = daysOf(settings, slot);
  if (partition !== 'aws-logs') return days.map((day) => ({ day, prefixes: [dayPrefix(partition, day)] }));
  const folders = await findLogFolders({ ports, caller, source: knownAddress(settings.source) });
  return days.map((day) => ({ day, prefixes: folders.map((folder) => folder + awsDay(folder, day)) }));
}

function awsDay(folder: string, day: string): string {
  return folder.includes('/Config/') ? configDayPrefix(day) : dayPrefix('aws-logs', day);
}

/**
 * Every `AWSLogs/account/service/Region/` that there is; an organization's trail has `o-…/` before the account (AWS
 * CloudTrail User Guide, "Finding your CloudTrail log files"). As many calls as there are accounts and services.
 */
async function findLogFolders(discovery: Discovery): Promise<readonly string[]> {
  const owners = await foldersIn('AWSLogs/', discovery);
  const accounts = await each(owners, (owner) =>
    isOrganization(owner) ? foldersIn(owner, discovery) : [owner],
  );
  const services = await each(accounts, (account) => foldersIn(account, discovery));
  return each(services, (service) => foldersIn(service, discovery));
}

function isOrganization(folder: string): boolean {
  return /^AWSLogs\/o-[a-z0-9]+\/$/.test(folder);
}

async function each(
  folders: readonly string[],
  inner: (folder: string) => Promise<readonly string[]> | readonly string[],
): Promise<readonly string[]> {
  return (await Promise.all(folders.map(inner))).flat();
}

async function foldersIn(folder: string, { ports, caller, source }: Discovery): Promise<readonly string[]> {
  const found: string[] = [];
  let continuation: string | undefined;
  do {
    const request = {
      bucket: source.bucket,
      prefix: source.prefix + folder,
      delimiter: '/',
      ...(continuation === undefined ? {} : { continuation }),
    };
    const page = await caller.limited(() => ports.listPage(request));
    found.push(...page.folders.map((name) => name.slice(source.prefix.length)));
    continuation = page.continuation;
  } while (continuation !== undefined);
  return found;
}
