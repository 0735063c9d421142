import type { CommandRow } from './cli.ts';

/** Every command, in the order `nightshift --help` lists them. */
export const commands: readonly CommandRow[] = [];
