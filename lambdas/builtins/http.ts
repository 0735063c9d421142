// Stands in for `node:http` in the functions' bundles. An `import` of the module itself reads each of its exports, and on
// Node 22 three of them load undici, which no run needs: a tenth of a first invoke. The bundler's alias puts it here.
const http = process.getBuiltinModule('node:http');
export default http;
export const { Agent, request } = http;
