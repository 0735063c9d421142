import { readFileSync } from 'node:fs';
import type { Cli } from '../lib/cli/cli.ts';

const argv = process.argv.slice(2);
if (argv[0] === '--version' || argv[0] === '-V') {
  // Answered before anything is loaded: scripts ask for the version often.
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  process.stdout.write(`${manifest.version}\n`);
} else {
  const [{ main }, { watchOutput }] = await Promise.all([
    import('../lib/cli/main.ts'),
    import('../lib/cli/output-end.ts'),
  ]);
  const env = { ...process.env };
  // The SDK would tell of its plans for old versions of Node in the midst of a command's own messages.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  // A profile whose credential_process is this very command must not call it from within: `credentials` looks for it.
  if (argv[0] === 'credentials') process.env['NIGHTSHIFT_ASKED_FOR_CREDENTIALS'] = 'true';
  const cli: Cli = {
    argv,
    env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: () => new Date(),
    fetch,
    exitCode: 0,
  };
  const exitCodeAfter = watchOutput(cli);
  process.exitCode = exitCodeAfter(await main(cli));
}
