// `npm start`: makes ready what is missing, then runs `nightshift start` in this very process.
import { prepareProject } from './prepare.mjs';

await prepareProject();
process.argv.splice(2, 0, 'start');
await import('../dist/nightshift.mjs');
