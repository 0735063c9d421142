import { adviseOn } from './advice.ts';
import type { Incident, IncidentKind } from './job-watch.ts';

/** What is found wrong at one slot. */
export interface Finding {
  readonly kind: IncidentKind;
  readonly slot: string;
  readonly finding: string;
}

/** The incidents of one job during one look: which are open, and which were opened or closed by it. */
export interface IncidentBook {
  /** Opens an incident; one of the same kind that is open already goes on, and nobody is told again. */
  readonly raise: (finding: Finding) => void;
  /** Closes the incident of this kind, if the slot is not older than the newest one it was seen at. */
  readonly settle: (kind: IncidentKind, slot: string, ending: string) => void;
  readonly settleAll: (ending: string) => void;
  readonly open: () => readonly Incident[];
  /** Those of `open` that this look has opened. */
  readonly opened: () => readonly Incident[];
  readonly closed: () => readonly Incident[];
}

/** Goes on from the incidents that are open. */
export function openIncidentBook(job: string, before: readonly Incident[], now: Date): IncidentBook {
  const open = new Map(before.map((incident) => [incident.kind, incident]));
  const closed: Incident[] = [];
  const openedAt = now.toISOString();
  const close = (incident: Incident, ending: string) => {
    open.delete(incident.kind);
    closed.push({ ...incident, closedAt: openedAt, ending });
  };
  return {
    raise: ({ kind, slot, finding }) => {
      const going = open.get(kind);
      const incident: Incident =
        going === undefined
          ? {
              job,
              kind,
              slot,
              lastSlot: slot,
              slots: 1,
              openedAt,
              finding,
              advice: adviseOn({ job, kind, slot }),
            }
          : { ...going, lastSlot: slot, slots: going.slots + 1 };
      open.set(kind, incident);
    },
    settle: (kind, slot, ending) => {
      const incident = open.get(kind);
      if (incident !== undefined && slot >= incident.lastSlot) close(incident, ending);
    },
    settleAll: (ending) => {
      for (const incident of [...open.values()]) close(incident, ending);
    },
    open: () => [...open.values()],
    opened: () =>
      [...open.values()].filter((incident) => !before.includes(incident) && incident.openedAt === openedAt),
    closed: () => closed,
  };
}
