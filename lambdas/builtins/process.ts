// Stands in for `node:process` in the functions' bundles: an `import` of the module itself loads reports and more. See http.ts.
export default process;
export const { env, versions } = process;
