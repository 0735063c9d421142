// Stands in for `node:zlib` in the functions' bundles. See http.ts.
const zlib = process.getBuiltinModule('node:zlib');
export default zlib;
export const { gzipSync } = zlib;
