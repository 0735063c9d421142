// Stands in for `node:https` in the functions' bundles, as http.ts does for `node:http`, which it imports in turn.
const https = process.getBuiltinModule('node:https');
export default https;
export const { Agent, request } = https;
