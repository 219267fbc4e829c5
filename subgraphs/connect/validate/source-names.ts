import type { StringValueNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { errorAt } from "../finding.ts";
import type { RuleContext } from "./rule.ts";

const MAX_LENGTH = 64;

/** EMPTY_SOURCE_NAME, INVALID_SOURCE_NAME, DUPLICATE_SOURCE_NAME */
export function* sourceNames({ uses, file }: RuleContext): Iterable<Diagnostic> {
  const named = new Map<string, StringValueNode[]>();
  for (const { name } of uses.sources) {
    if (!name) continue;
    named.set(name.value, [...(named.get(name.value) ?? []), name]);
    const fault = faultOf(name.value);
    if (name.value === "") {
      yield errorAt(file, name, { code: "EMPTY_SOURCE_NAME", message: "A source has to have a name." });
    } else if (fault !== undefined) {
      yield errorAt(file, name, {
        code: "INVALID_SOURCE_NAME",
        message: `\`${name.value}\` cannot name a source: ${fault}.`,
      });
    }
  }
  for (const [name, nodes] of named) {
    if (nodes.length < 2 || name === "") continue;
    yield errorAt(file, nodes, {
      code: "DUPLICATE_SOURCE_NAME",
      message: `There are ${nodes.length} sources named \`${name}\`.`,
    });
  }
}

function faultOf(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  if (!/^[A-Za-z]/.test(name)) return "it has to start with a letter";
  return /^[A-Za-z0-9_-]*$/.test(name) ? undefined : "it can have letters, digits, `_` and `-` only";
}
