// Stands in for `node:fs` in the functions' bundles: an `import` of the module itself loads its streams. See http.ts.
const fs = process.getBuiltinModule('node:fs');
export default fs;
export const { createReadStream, fstatSync, lstatSync, readFileSync } = fs;
/** In a bundle only where it is used: reading it is what loads the streams. */
export const ReadStream = /* @__PURE__ */ (() => fs.ReadStream)();
