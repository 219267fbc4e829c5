/** Pieces of the mapping language (connect v0.4) as text. */
import type { EnumType } from "./model.ts";

/** The mapping language knows `\n` and `\X` for X itself, and no other escape. */
export function mappingString(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

// As an entry of its own each would be read as a literal.
const literals = new Set(["true", "false", "null"]);

export function isPlainKey(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !literals.has(key);
}

/** A step to a key: `.name`, `."x-name"`. */
export function keyStep(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `.${mappingString(key)}`;
}

export function objectKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : mappingString(key);
}

/** From the texts in JSON to the names in GraphQL, or back. What is not listed stays as it is. */
export function matchEnum(type: EnumType, to: "name" | "wire"): string {
  const pairs = type.values
    .filter(({ name, wire }) => name !== wire)
    .map(({ name, wire }) =>
      to === "name"
        ? `[${mappingString(wire)}, ${mappingString(name)}]`
        : `[${mappingString(name)}, ${mappingString(wire)}]`,
    );
  return `->match(${[...pairs, "[@, @]"].join(", ")})`;
}
