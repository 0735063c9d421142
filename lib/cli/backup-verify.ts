import type { Command } from 'commander';
import { backupLogsPorts } from '../aws/s3.ts';
import { UsageError } from '../model/errors.ts';
import { knownAddress, parseS3Address } from '../tasks/backup-logs/address.ts';
import { makeLimiter } from '../tasks/backup-logs/limiter.ts';
import { listManifests, type ManifestStore, readManifest } from '../tasks/backup-logs/manifest.ts';
import { countOf, formatBytes } from '../tasks/backup-logs/result.ts';
import { makeCaller } from '../tasks/backup-logs/retry.ts';
import { type DayProof, verifyDay } from '../tasks/backup-logs/verify.ts';
import type { Cli } from './cli.ts';
import { readOutput } from './schedule-arguments.ts';
import { readEndpoint } from './sync-options.ts';
import { openSession } from './sync-session.ts';

interface VerifyOptions {
  readonly from?: string;
  readonly to?: string;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly env?: string;
  readonly output: string;
}

/** `backup verify s3://dest/…`: proves days complete and unchanged by their manifests, or names what is not. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<destination>', 'the destination of the backup, s3://bucket/prefix/')
    .option('--from <day>', 'first day, YYYY-MM-DD (default: the first that has a manifest)')
    .option('--to <day>', 'last day, YYYY-MM-DD (default: the last that has a manifest)')
    .option('--endpoint-url <url>', 'another S3 than that of AWS')
    .option('--region <name>', 'AWS Region (default: as the AWS tools find it)')
    .option('--env <environment>', 'take the credentials from this environment, not from the surroundings')
    .option('--output <format>', 'text or json (a line a day)', 'text')
    .action((destination: string, options: VerifyOptions) => verify(destination, options, cli));
}

async function verify(destination: string, options: VerifyOptions, cli: Cli): Promise<void> {
  const output = readOutput(options.output, ['text', 'json']);
  const [from, to] = [readDay('--from', options.from), readDay('--to', options.to)];
  const parsed = parseS3Address(destination);
  if (parsed.kind === 'mistake') throw new UsageError(parsed.message);
  const store = await openStore(destination, options, cli);
  const days = chooseDays(await listManifests(store), { from, to });
  if (days.length === 0) throw new UsageError(`there is no manifest of such a day in "${destination}"`);
  for (const day of days) {
    const manifest = await readManifest(store, day);
    const proof: DayProof =
      manifest === undefined
        ? { kind: 'void', day, reason: 'there is no manifest' }
        : await verifyDay(store, manifest);
    if (proof.kind !== 'proven') cli.exitCode = 1;
    cli.stdout.write(output === 'json' ? `${JSON.stringify(proof)}\n` : proofText(proof));
  }
}

async function openStore(destination: string, options: VerifyOptions, cli: Cli): Promise<ManifestStore> {
  const endpoint = readEndpoint(options.endpointUrl);
  const choice = { env: options.env, region: options.region, hasEndpoint: endpoint !== undefined };
  const ports = backupLogsPorts(await openSession(choice, cli), endpoint === undefined ? {} : { endpoint });
  const caller = makeCaller({ ports, limiter: makeLimiter({ max: 16 }), onRetry: () => {} });
  return { ports, caller, destination: knownAddress(destination) };
}

function readDay(option: string, text: string | undefined): string | undefined {
  if (text === undefined || /^\d{4}-\d\d-\d\d$/.test(text)) return text;
  throw new UsageError(`option ${option}: "${text}" is no day such as 2026-11-20`);
}

interface Span {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** With both ends given every day between them is due, so that one without a manifest does not pass unseen. */
export function chooseDays(found: readonly string[], { from, to }: Span): readonly string[] {
  const inSpan = found.filter(
    (day) => (from === undefined || day >= from) && (to === undefined || day <= to),
  );
  if (from === undefined || to === undefined) return inSpan;
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += 86_400_000)
    days.push(new Date(time).toISOString().slice(0, 10));
  return days;
}

/** A line for a day that is proven; otherwise one more for each key that is wrong. */
export function proofText(proof: DayProof): string {
  switch (proof.kind) {
    case 'proven':
      return `${proof.day} complete and unchanged: ${countOf(proof.objects, 'object')}, ${formatBytes(proof.bytes)}\n`;
    case 'void':
      return `${proof.day} not proven: ${proof.reason}\n`;
    case 'refuted': {
      const lines = proof.findings.map(({ kind, key }) => `  ${kind}: "${key}"`);
      if (proof.total > proof.findings.length)
        lines.push(`  and ${proof.total - proof.findings.length} more`);
      return `${[`${proof.day} not as it was: ${countOf(proof.total, 'difference')}`, ...lines].join('\n')}\n`;
    }
    default:
      return proof satisfies never;
  }
}
