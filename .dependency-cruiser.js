/**
 * The floors of the house: a room may import itself, the rooms and packages named in its row, and nothing else.
 * A new folder is forbidden until it is given a row. Type-only imports count.
 */
const builtin = (...names) => `^(node:)?(${names.join('|')})$`;
const pkg = (...names) => `node_modules/(${names.join('|')})/`;

const rows = [
  { from: '^lib/model/', to: [pkg('fastest-levenshtein')] },
  // RFC 5545 recurrence is no work for a day: calendars are read at synth and by the CLI, never in a function (see below).
  { from: '^lib/model/off-hours/calendar\\.ts$', to: ['^lib/model/', pkg('ical\\.js')] },
  { from: '^lib/esc/', to: [pkg('yaml', 'fastest-levenshtein')] },
  { from: '^lib/oidc/', to: [] },
  { from: '^lib/tasks/', to: ['^lib/model/', pkg('yaml', 'ajv', 'json-schema-to-ts'), builtin('crypto')] },
  { from: '^lib/run/', to: ['^lib/(model|tasks)/', '^lib/esc/index', builtin('crypto')] },
  {
    from: '^lib/aws/',
    to: [
      '^lib/(model|oidc|tasks|run|pulumi-cloud)/',
      '^lib/esc/index',
      pkg('@aws-sdk', '@smithy'),
      builtin('crypto', 'https', 'http', 'zlib'),
    ],
  },
  {
    from: '^lib/report/',
    to: ['^lib/model/', pkg('nodemailer', '@types/nodemailer', '@resvg', 'postal-mime')],
  },
  { from: '^lib/pulumi-cloud/', to: ['^lib/model/', '^lib/esc/index'] },
  {
    from: '^lib/cdk/',
    to: [
      '^lib/(model|tasks|oidc)/',
      '^lib/esc/index',
      pkg('aws-cdk-lib', 'constructs', 'esbuild'),
      builtin('fs', 'path', 'url', 'crypto', 'os'),
    ],
  },
  {
    from: '^lib/local/',
    to: [
      '^lib/(model|run|tasks|aws|report)/',
      '^lib/esc/index',
      builtin(
        'fs',
        'fs/promises',
        'path',
        'url',
        'crypto',
        'child_process',
        'os',
        'net',
        'https',
        'http',
        'timers/promises',
        'util',
        'zlib',
      ),
    ],
  },
  {
    from: '^lib/console/',
    to: ['^lib/(model|run)/', pkg('hono', '@hono/node-server', 'fastest-levenshtein'), builtin('crypto')],
  },
  {
    from: '^lib/cli/',
    to: [
      '^lib/(model|oidc|tasks|run|aws|report|local|console|pulumi-cloud)/',
      '^lib/esc/index',
      pkg('commander', 'yaml', 'fastest-levenshtein'),
      builtin(
        'fs',
        'fs/promises',
        'path',
        'os',
        'child_process',
        'crypto',
        'util',
        'stream',
        'readline',
        'events',
        'timers/promises',
        'url',
      ),
    ],
  },
  {
    from: '^lambdas/',
    to: [
      '^lib/(model|run|tasks|oidc|aws|report)/',
      '^lib/esc/index',
      pkg('@aws-lambda-powertools', '@types/aws-lambda'),
      builtin('fs', 'fs/promises', 'url'),
    ],
  },
  {
    from: '^bin/app',
    to: ['^lib/(cdk|tasks|model)/', '^lib/cli/project', pkg('aws-cdk-lib'), builtin('fs', 'path', 'process')],
  },
  { from: '^bin/nightshift', to: ['^lib/cli/', builtin('module', 'process', 'fs')] },
  { from: '^bin/(build|bundling|prepare|start|test)', to: ['^bin/', pkg('esbuild'), builtin('.*')] },
  { from: '^(test|bench)/', to: ['.*'] },
];

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-calendar-parser-in-functions',
      severity: 'error',
      from: { path: '^(lambdas|lib/(run|aws|oidc|report))/' },
      to: { path: '^lib/model/off-hours/calendar\\.ts$', reachable: true },
    },
  ],
  allowedSeverity: 'error',
  allowed: rows.map(({ from, to }) => ({ from: { path: from }, to: { path: [from, ...to].join('|') } })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdk.out|\\.nightshift)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
