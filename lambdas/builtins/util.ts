// Stands in for `node:util` in the functions' bundles: an `import` of the module itself loads worker threads. See http.ts.
const util = process.getBuiltinModule('node:util');
export default util;
export const { promisify } = util;
