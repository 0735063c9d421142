/** A variable of the function, as its deployment sets it. Throws where it is missing: a deployment and a bundle that do not fit. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the function's variable ${name} is not set`);
  return value;
}
