import { rmSync } from 'node:fs';

/** Removes folders when it is called, and in any case when this process exits: they hold secrets. */
export function removeAtExit(folders: readonly string[]): () => void {
  const remove = () => {
    for (const folder of new Set(folders)) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}
