import type { CopyAttributes, ObjectHead } from './ports.ts';
import { noteDetail } from './tally.ts';
import type { Passage, Transfer } from './transfer.ts';

/**
 * Looks at the first copy of a run that was told to be something (class, encryption, checksum, retention) and reports what
 * the server did not do: some servers take such a request and ignore it. One HEAD a run.
 */
export async function checkAttributes(
  passage: Passage,
  attributes: CopyAttributes,
  transfer: Transfer,
): Promise<void> {
  const wanted = Object.keys(attributes).filter((name) => !transfer.tally.checkedAttributes.has(name));
  if (wanted.length === 0) return;
  for (const name of wanted) transfer.tally.checkedAttributes.add(name);
  const head = await transfer.caller.limited(() => transfer.ports.headObject(passage.destination));
  for (const [name, isDone] of Object.entries(fulfilled(attributes, head))) {
    if (isDone || !wanted.includes(name)) continue;
    noteDetail(transfer.tally, `the server ignores "${name}": "${passage.destination.key}" does not have it`);
  }
}

function fulfilled(
  attributes: CopyAttributes,
  head: ObjectHead,
): Readonly<Record<keyof CopyAttributes, boolean>> {
  const { storageClass, encryption, checksumAlgorithm, retention, legalHold } = attributes;
  return {
    storageClass: storageClass === undefined || storageClass === (head.storageClass ?? 'STANDARD'),
    encryption: encryption === undefined || encryption.algorithm === head.encryption,
    checksumAlgorithm: checksumAlgorithm === undefined || checksumAlgorithm === head.checksum?.algorithm,
    retention: retention === undefined || retention.mode === head.retention?.mode,
    legalHold: legalHold !== true || head.legalHold === true,
  };
}
