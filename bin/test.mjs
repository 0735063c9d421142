// `npm test`: makes ready what is missing, then runs the suites: unit and template tests, then the local stack's.
// `node bin/test.mjs NAME [jest arguments]` runs one suite: unit, local, scale, conformance, real, browser.
import { prepareProject, run } from './prepare.mjs';

const SUITES = {
  unit: [
    '--maxWorkers=2',
    '--testTimeout=30000',
    '--testPathIgnorePatterns',
    '/node_modules/',
    '/test/(local|local-scale|conformance|real|browser)/',
  ],
  local: ['--runInBand', '--testPathPatterns', '/test/local/'],
  scale: ['--runInBand', '--testPathPatterns', '/test/local-scale/'],
  conformance: ['--runInBand', '--testTimeout=300000', '--testPathPatterns', '/test/conformance/'],
  browser: ['--runInBand', '--testTimeout=120000', '--testPathPatterns', '/test/browser/'],
  real: ['--runInBand', '--testTimeout=120000', '--testPathPatterns', '/test/real/'],
};

await prepareProject();
const [name, ...rest] = process.argv.slice(2);
const chosen = name === undefined ? ['unit', 'local'] : [name];
for (const suite of chosen) {
  if (!(suite in SUITES))
    throw new Error(`there is no suite "${suite}"; known: ${Object.keys(SUITES).join(', ')}`);
  const args = ['node_modules/jest/bin/jest.js', ...SUITES[suite], ...rest];
  await run(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', ...args],
    // The SDK would tell each worker of its plans for old versions of Node.
    { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  );
}
