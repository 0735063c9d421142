import { join } from 'node:path';
import { LocalStackError } from '../local/failure.ts';
import type { Cli } from './cli.ts';
import { readLocalAccess } from './local-access.ts';
import type { CheckedProject } from './project.ts';

interface StackPage {
  /** Starts the console over the stack that is up; gives its address in a line. */
  readonly start: () => Promise<string>;
  /** Ends it, if it was started. */
  readonly stop: () => Promise<void>;
}

/** The console beside the local stack; its code is loaded when it is started. */
export function stackPage({
  project,
  open,
  cli,
}: {
  readonly project: CheckedProject;
  readonly open: boolean;
  readonly cli: Cli;
}): StackPage {
  const endings: (() => Promise<void> | void)[] = [];
  return {
    start: async () => {
      const access = readLocalAccess(project.root);
      if (access === undefined) throw new LocalStackError('.nightshift/local.json is gone already');
      const [{ openLocal, startConsole }, { openInBrowser }] = await Promise.all([
        import('./console-start.ts'),
        import('./console-browser.ts'),
      ]);
      const page = await startConsole({ place: await openLocal(access), project }, cli);
      endings.push(page.stop);
      if (open && cli.stdout.isTTY === true)
        endings.push(openInBrowser(page.url, join(project.root, '.nightshift')).remove);
      return `The console of the local stack: ${page.url}`;
    },
    stop: async () => {
      for (const end of endings) await end();
    },
  };
}
