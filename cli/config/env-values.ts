/** `{$env.NAME}` in a string of the config is read from the environment: a secret has no place in a file. */
const variable = /\{\$env\.([A-Za-z_]\w*)\}/g;

/** @param missing  Told of each variable that is not set, or is empty; what it returns stands in its place. */
export function readVariables(
  text: string,
  env: Readonly<Record<string, string>>,
  missing: (name: string) => string,
): string {
  // Every object has a `constructor`, which is no variable.
  return text.replaceAll(variable, (_all, name: string) => (Object.hasOwn(env, name) && env[name]) || missing(name));
}
