/** The process's environment variables: `$env` of mappings, `this.env` of sources. */
export function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function isProduction(): boolean {
  return process.env["NODE_ENV"] === "production";
}
