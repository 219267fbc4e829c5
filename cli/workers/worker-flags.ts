/**
 * Node's flags for a worker: those of this process, and a larger young generation. Answers are made of much that lives
 * as long as a request; in node's 16 MB it is copied to the old generation before it is garbage, which costs an eighth
 * to a fifth of all CPU time under load, and the larger one 30 MB. A flag of the user's own wins.
 */
export function workerFlags(own: readonly string[], env: Readonly<Record<string, string>>): string[] {
  const given = [...own, env["NODE_OPTIONS"] ?? ""].join(" ");
  // Node takes a flag with dashes and with underscores.
  return /--max[-_]semi[-_]space[-_]size\b/.test(given) ? [...own] : [...own, "--max-semi-space-size=32"];
}
