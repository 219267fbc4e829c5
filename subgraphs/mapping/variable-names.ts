import type { VariableName } from "./mapping.ts";

const variableNames: ReadonlySet<string> = new Set<VariableName>([
  "$args",
  "$this",
  "$batch",
  "$config",
  "$env",
  "$context",
  "$request",
  "$response",
  "$status",
]);

/** True for a variable that has a meaning of its own; any other must be bound by `->as`. */
export function isVariableName(name: string): name is VariableName {
  return variableNames.has(name);
}
