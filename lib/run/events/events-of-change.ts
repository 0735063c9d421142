import type { Severity } from '../../model/notify.ts';
import { figuresOf, type LedgerChange, numberOf, type Row, rowOf, textOf } from './fields.ts';
import type { EventDetail, EventKind } from './run-event.ts';

/** Events that one change of the ledger is worth, in the order in which they happened. Most changes are worth none. */
export function eventsOfChange(change: LedgerChange): readonly EventDetail[] {
  const sortKey = textOf(change.after, 'sk') ?? '';
  if (sortKey.startsWith('slot#')) return slotEvents(change);
  if (sortKey.startsWith('incident#')) return incidentEvents(change);
  return sortKey === 'control' ? controlEvents(change) : [];
}

const RUN_KINDS: Readonly<Record<string, EventKind>> = {
  running: 'started',
  succeeded: 'succeeded',
  'nothing-to-do': 'nothing-to-do',
  failed: 'failed',
  skipped: 'skipped',
};

/** A run that only goes on in another invocation changes its row and neither its state nor its attempt. */
function slotEvents({ before, after }: LedgerChange): readonly EventDetail[] {
  const [state = '', job = '', slot = ''] = [
    textOf(after, 'state'),
    textOf(after, 'job'),
    textOf(after, 'slot'),
  ];
  const attempt = numberOf(after, 'attempt') ?? 0;
  const isSame = textOf(before, 'state') === state && numberOf(before, 'attempt') === attempt;
  const kind = RUN_KINDS[state];
  if (kind === undefined || isSame) return [];
  const claimedAt = textOf(after, 'beganAt') ?? textOf(after, 'claimedAt') ?? '';
  const endedAt = textOf(after, 'endedAt');
  const isOver = kind !== 'started';
  return [
    {
      version: '1',
      id: `${job}/${slot}/${attempt}/${kind}`,
      kind,
      severity: severityOfRun(kind, after),
      job,
      at: (isOver ? endedAt : undefined) ?? claimedAt,
      slot,
      attempt,
      ...(isOver ? endOf(after) : {}),
      ...(kind === 'failed' ? { willRetry: !isFinal(after) } : {}),
      ...(endedAt === undefined || kind === 'skipped' || !isOver
        ? {}
        : { durationMs: Math.max(0, Date.parse(endedAt) - Date.parse(claimedAt)) }),
    },
  ];
}

function endOf(row: Row | undefined): Pick<EventDetail, 'reason' | 'code' | 'figures'> {
  const [reason, code, figures] = [textOf(row, 'reason'), textOf(row, 'code'), figuresOf(row)];
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(code === undefined ? {} : { code }),
    ...(figures === undefined ? {} : { figures }),
  };
}

function isFinal(row: Row | undefined): boolean {
  return row?.['final'] === true || row?.['permanent'] === true;
}

/** An attempt that is made again by itself needs nobody. */
function severityOfRun(kind: EventKind, row: Row | undefined): Severity {
  return kind === 'failed' && isFinal(row) ? 'error' : 'info';
}

/** An incident that was opened and closed by one look has one row from the start, and yet two events. */
function incidentEvents({ before, after }: LedgerChange): readonly EventDetail[] {
  const opened = before === undefined ? [incidentEvent(after, 'incident-opened')] : [];
  const isClosed = textOf(after, 'closedAt') !== undefined && textOf(before, 'closedAt') === undefined;
  return isClosed ? [...opened, incidentEvent(after, 'incident-closed')] : opened;
}

function incidentEvent(row: Row | undefined, kind: 'incident-opened' | 'incident-closed'): EventDetail {
  const text = (name: string) => textOf(row, name) ?? '';
  const [job, slot, incident, logLine] = [text('job'), text('slot'), text('kind'), textOf(row, 'logLine')];
  const isOpen = kind === 'incident-opened';
  return {
    version: '1',
    id: `${job}/${slot}/${incident}/${text('openedAt')}/${kind}`,
    kind,
    severity: incident === 'did-too-little' ? 'warning' : 'error',
    job,
    at: isOpen ? text('openedAt') : text('closedAt'),
    slot,
    reason: isOpen ? text('finding') : text('ending'),
    incident: {
      kind: incident,
      openedAt: text('openedAt'),
      slots: numberOf(row, 'slots') ?? 1,
      advice: text('advice'),
      ...(logLine === undefined ? {} : { logLine }),
    },
  };
}

/** Who paused the job, when and why; of a job that is resumed, whose pause has ended. */
function controlEvents({ before, after, changedAt }: LedgerChange): readonly EventDetail[] {
  const [was, is] = [rowOf(before, 'paused'), rowOf(after, 'paused')];
  if ((was === undefined) === (is === undefined)) return [];
  const job = textOf(after, 'job') ?? '';
  const kind = is === undefined ? 'resumed' : 'paused';
  const pause = is ?? was;
  const [pausedAt = '', by = '', reason = ''] = [
    textOf(pause, 'at'),
    textOf(pause, 'by'),
    textOf(pause, 'reason'),
  ];
  const at = kind === 'paused' ? pausedAt : (changedAt ?? pausedAt);
  return [{ version: '1', id: `${job}/${kind}/${pausedAt}`, kind, severity: 'info', job, at, by, reason }];
}
