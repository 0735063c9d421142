import type { IncidentKind } from './job-watch.ts';

/** The section of docs/runbook.md about each kind of incident. */
export const RUNBOOK_SECTIONS: Readonly<Record<IncidentKind, string>> = {
  'not-started': 'A slot did not start',
  'not-finished': 'A slot did not finish',
  'did-too-little': 'A run did suspiciously little',
};

/** What a person does about an incident, in one line of commands that exist. */
export function adviseOn({ job, kind, slot }: { job: string; kind: IncidentKind; slot: string }): string {
  const more = `see docs/runbook.md, "${RUNBOOK_SECTIONS[kind]}"`;
  switch (kind) {
    case 'not-started':
      return `find out what kept it, then "nightshift jobs run ${job} --slot ${slot}"; ${more}`;
    case 'not-finished':
      return `look at "nightshift jobs history ${job}" and its log, then "nightshift jobs run ${job} --slot ${slot}"; ${more}`;
    case 'did-too-little':
      return `compare with "nightshift jobs plan ${job} --slot ${slot}"; ${more}`;
    default:
      return kind satisfies never;
  }
}
