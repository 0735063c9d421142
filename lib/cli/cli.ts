import type { Command } from 'commander';

/** Everything a command may touch of the process, so that a transcript test can stand in for it. */
export interface Cli {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly now: () => Date;
  readonly fetch: typeof fetch;
  /** Exit codes: 0 done, 1 failed, 2 usage or document error, 130 interrupted; `run` passes the child's. */
  exitCode: number;
}

/** What a command's module exports: it adds its arguments, options and action to an empty commander command. */
export interface CommandModule {
  readonly define: (command: Command, cli: Cli) => void;
}

/** A row of the command table. The module is loaded only when the command is called. */
export interface CommandRow {
  /** The words that call it, such as `env open`. */
  readonly words: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}
