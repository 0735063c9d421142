// Stands in for `node:fs/promises` in the functions' bundles: an alias of `node:fs` takes what lies below it with it.
const promises = process.getBuiltinModule('node:fs/promises');
export default promises;
export const { readFile } = promises;
