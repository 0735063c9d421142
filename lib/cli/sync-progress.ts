import { formatCount } from '../model/format-count.ts';
import { formatBytes } from '../tasks/backup-logs/result.ts';
import type { Tally } from '../tasks/backup-logs/tally.ts';
import type { Cli } from './cli.ts';
import type { Planned } from './sync-queue.ts';

const REDRAW_MS = 200;
const BAR_WIDTH = 20;

export interface Progress {
  readonly update: (tally: Readonly<Tally>, concurrency: number) => void;
  /** Wipes the line, so that the summary stands alone. */
  readonly end: () => void;
}

/** One line on a terminal's stderr, redrawn five times a second; nothing elsewhere. */
export function showProgress(cli: Cli, planned: () => Planned): Progress {
  if (cli.stderr.isTTY !== true) return { update: () => {}, end: () => {} };
  const startedAt = cli.now().getTime();
  let drawnAt = 0;
  return {
    update: (tally, concurrency) => {
      const now = cli.now().getTime();
      if (now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      const line = progressLine({
        tally,
        planned: planned(),
        concurrency,
        seconds: (now - startedAt) / 1_000,
      });
      cli.stderr.write(`\r\u001b[K${line.slice(0, (cli.stderr.columns ?? 80) - 1)}`);
    },
    end: () => {
      if (drawnAt > 0) cli.stderr.write('\r\u001b[K');
    },
  };
}

interface Moment {
  readonly tally: Pick<Tally, 'objectsCopied' | 'bytesCopied' | 'objectsFailed'>;
  readonly planned: Planned;
  readonly concurrency: number;
  readonly seconds: number;
}

/** `[#####     ] 1,024 of 4,096 objects  4.2 MB  512/s  ETA 0:06  x64`; without an end in sight no bar and no ETA. */
export function progressLine({ tally, planned, concurrency, seconds }: Moment): string {
  const { objectsCopied, bytesCopied, objectsFailed } = tally;
  const rate = objectsCopied / Math.max(seconds, 0.001);
  const failed = objectsFailed === 0 ? '' : `  ${objectsFailed} failed`;
  const tail = `${formatBytes(bytesCopied)}  ${formatCount(rate)}/s${etaOf(planned, objectsCopied, rate)}  x${concurrency}${failed}`;
  const total = formatCount(planned.objects);
  const copied = formatCount(objectsCopied);
  if (!planned.isComplete) return `${copied} of at least ${total} objects  ${tail}`;
  const share = planned.objects === 0 ? 1 : objectsCopied / planned.objects;
  return `[${'#'.repeat(Math.floor(share * BAR_WIDTH)).padEnd(BAR_WIDTH)}] ${copied} of ${total} objects  ${tail}`;
}

function etaOf(planned: Planned, objectsCopied: number, rate: number): string {
  if (!planned.isComplete || rate === 0) return '';
  const seconds = Math.ceil((planned.objects - objectsCopied) / rate);
  const clock = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  return `  ETA ${seconds >= 3_600 ? `${Math.floor(seconds / 3_600)}:` : ''}${clock.join(':')}`;
}
