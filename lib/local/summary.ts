import { formatCount } from '../model/format-count.ts';
import type { Check } from './checks.ts';
import type { Firing } from './firings.ts';

const HEADERS = ['JOB', 'SLOT', 'OUTCOME', 'FIGURES', 'DURATION'] as const;

/** The table of what the jobs did, as the ledger tells it. */
export function formatSummary(firings: readonly Firing[]): string {
  const rows = firings.map(({ job, slot }) => [
    job.job,
    String(slot['slot']),
    outcomeOf(slot),
    formatFigures(slot['figures']),
    formatDuration(slot),
  ]);
  const failures = firings
    .filter(({ slot }) => slot['state'] === 'failed')
    .map(({ job, slot }) => `${job.job}: ${String(slot['reason'])}\n`);
  return `${formatTable([HEADERS, ...rows])}${failures.join('')}`;
}

function outcomeOf(slot: Firing['slot']): string {
  return slot['state'] === 'failed' ? `failed (${String(slot['code'])})` : String(slot['state']);
}

function formatFigures(figures: unknown): string {
  if (typeof figures !== 'object' || figures === null) return '';
  return Object.entries(figures)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name} ${formatNumber(Number(value))}`)
    .join(', ');
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value);
}

function formatDuration(slot: Firing['slot']): string {
  const ms = new Date(String(slot['endedAt'])).getTime() - new Date(String(slot['claimedAt'])).getTime();
  return Number.isNaN(ms) ? '' : `${(ms / 1000).toFixed(1)} s`;
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = HEADERS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** One line per check, what was found behind it. */
export function formatChecks(checks: readonly Check[]): string {
  return checks
    .map(({ what, holds, found }) => `${holds ? 'ok    ' : 'FAILED'}  ${what} (${found})\n`)
    .join('');
}
