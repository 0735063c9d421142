import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Synthesis {
  readonly root: string;
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
}

/**
 * Where a synthesis writes its bundles: a folder of its own process, so that two at once (a `cdk diff` beside a
 * `cdk deploy`) do not take each other's files away. What syntheses that were killed have left is cleared.
 */
export function bundleFolder({ root, pid, isAlive }: Synthesis): string {
  const home = join(root, '.nightshift', 'bundles');
  for (const name of existsSync(home) ? readdirSync(home) : []) {
    const isLeft = /^\d+$/.test(name) && !isAlive(Number(name));
    if (isLeft) rmSync(join(home, name), { recursive: true, force: true });
  }
  return join(home, String(pid));
}
