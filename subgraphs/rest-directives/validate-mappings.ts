/** INVALID_MAPPING for a `@mapping` with wrong arguments, in a wrong place, or whose own mapping is wrong. */
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { argumentOf } from "../connect/ast.ts";
import { errorAt } from "../connect/finding.ts";
import type { IndexedType } from "../connect/type-index.ts";
import { argumentFaults } from "../connect/validate/directive-arguments.ts";
import { checkPlace } from "../connect/validate/mappings.ts";
import type { RuleContext } from "../connect/validate/rule.ts";
import { argumentFor, mappedTypes } from "./mapped-types.ts";
import { readRestLink, type RestLink } from "./rest-link.ts";
import { restSpec } from "./spec.ts";

export function* mappings(context: RuleContext): Iterable<Diagnostic> {
  const { document, types, file } = context;
  const link = readRestLink(document);
  if (!link) return;
  for (const type of types.values()) {
    const [directive, second] = type.directives.filter(({ name }) => name.value === link.mappingName);
    if (!directive) continue;
    const report = (node: Parameters<typeof errorAt>[1], message: string): Diagnostic =>
      errorAt(file, node, {
        code: "INVALID_MAPPING",
        message: `\`${type.name}\`, \`@${link.mappingName}\`: ${message}`,
        coordinate: type.name,
      });
    if (second) yield report(second, "There can be only one on a type.");
    for (const { node, message } of argumentFaults(directive, restSpec.getDirective("mapping"))) {
      yield report(node, message);
    }
    const wanted = argumentFor(type);
    const other = argumentOf(directive, wanted === "fields" ? "type" : "fields");
    const what = type.kind === "object" ? "an object type" : `a type of kind ${type.kind}`;
    if (other) yield report(other, `${what} takes \`${wanted}\` alone.`);
    else if (!argumentOf(directive, wanted)) yield report(directive, `The argument \`${wanted}\` is missing.`);
    const bare = type.possibleTypes.filter((name) => !hasMapping(types.get(name), link));
    if (type.kind !== "object" && bare.length > 0) {
      const names = bare.map((name) => `\`${name}\``).join(", ");
      yield report(
        directive,
        `It leads to ${names}, which ${bare.length > 1 ? "have" : "has"} no \`@${link.mappingName}\`.`,
      );
    }
  }
  for (const { place } of mappedTypes(types, link).values()) yield* checkPlace(place, context);
}

function hasMapping(type: IndexedType | undefined, link: RestLink): boolean {
  return type?.directives.some(({ name }) => name.value === link.mappingName) ?? false;
}
