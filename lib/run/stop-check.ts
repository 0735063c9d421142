import type { Ledger, SlotRecord } from './ledger.ts';

/** The ledger is asked no more often than this whether somebody wants the run to stop. */
const ASK_EVERY_MS = 5_000;

/** Why a run was told to stop. */
export interface StopReason {
  readonly code: 'Cancelled' | 'RunTimeout';
  readonly reason: string;
}

export interface StopCheck {
  /** Whether the run is to stop: cheap, to be asked between two batches of work. */
  readonly shouldStop: () => Promise<boolean>;
  /** Why it was told to stop; undefined where it was not. */
  readonly told: () => StopReason | undefined;
}

interface Watched {
  readonly claim: SlotRecord;
  /** How long the run may take in all. */
  readonly timeoutSeconds?: number | undefined;
  readonly ports: { readonly ledger: Pick<Ledger, 'readCancel'>; readonly now: () => Date };
}

/** Lets a run stop when somebody cancels it, or when it takes too long. */
export function openStopCheck(watched: Watched): StopCheck {
  let told: StopReason | undefined;
  let askedMs = Number.NEGATIVE_INFINITY;
  return {
    told: () => told,
    shouldStop: async () => {
      told ??= findTimeout(watched);
      const nowMs = watched.ports.now().getTime();
      if (told !== undefined || nowMs - askedMs < ASK_EVERY_MS) return told !== undefined;
      askedMs = nowMs;
      told = await findCancel(watched);
      return told !== undefined;
    },
  };
}

/** When the run has taken as long as it may; undefined where it may take any time. */
export function endOfTime(claim: SlotRecord, timeoutSeconds: number | undefined): Date | undefined {
  if (timeoutSeconds === undefined) return undefined;
  return new Date(new Date(claim.beganAt ?? claim.claimedAt).getTime() + timeoutSeconds * 1000);
}

function findTimeout({ claim, timeoutSeconds, ports }: Watched): StopReason | undefined {
  const end = endOfTime(claim, timeoutSeconds);
  if (end === undefined || ports.now() < end) return undefined;
  return { code: 'RunTimeout', reason: `the run took longer than its timeout of ${timeoutSeconds} s` };
}

/** A ledger that cannot be read now is asked again later: the work goes on. */
async function findCancel({ claim, ports }: Watched): Promise<StopReason | undefined> {
  const cancel = await ports.ledger.readCancel(claim.job, claim.slot).catch(() => undefined);
  if (cancel?.attempt !== claim.attempt) return undefined;
  return { code: 'Cancelled', reason: `cancelled by ${cancel.by} at ${cancel.at}: ${cancel.reason}` };
}
