/** Values of SES's tags take letters, digits, `_` and `-` only, so a slot is written without its colons. */
export interface MailTags {
  readonly job: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly slot: string;
}

/** The tags of a mail, which come back with each event about it. */
export function tagsOf({ job, slot }: MailTags) {
  return [
    { Name: 'nightshift-job', Value: job },
    { Name: 'nightshift-slot', Value: slot.replaceAll(':', '_') },
  ];
}

/** The tags of an event's mail; undefined where it is none of ours. */
export function readTags(tags: Readonly<Record<string, readonly string[]>>): MailTags | undefined {
  const [job] = tags['nightshift-job'] ?? [];
  const [slot] = tags['nightshift-slot'] ?? [];
  if (job === undefined || slot === undefined || !/^\d{4}-\d\d-\d\dT\d\d_\d\d_\d\dZ$/.test(slot))
    return undefined;
  return { job, slot: slot.replaceAll('_', ':') };
}
