// Stands in for `node:crypto` in the functions' bundles: an `import` of the module itself loads Web Crypto. See http.ts.
const crypto = process.getBuiltinModule('node:crypto');
export default crypto;
export const {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  getRandomValues,
  randomInt,
  randomUUID,
} = crypto;
