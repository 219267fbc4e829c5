import * as fc from "fast-check";
import type { SpecVersion } from "../../subgraphs/mapping/mapping.ts";

/** JSON values with few keys, so that generated mappings often find something. */
export const jsonData: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, 1, -2.5, "", "a", "text"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d e"), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** Mapping sources that are valid in `version`, of every form of its grammar. */
export function mappingSource(version: SpecVersion): fc.Arbitrary<string> {
  return grammar(version).source;
}

function grammar(version: SpecVersion): { source: fc.Arbitrary<string> } {
  const modern = version !== "0.2";
  const unified = version === "0.4";
  const key = fc.constantFrom("a", "b", "c", '"d e"', "gone");
  const name = fc.constantFrom("a", "b", "c");
  const optional = modern ? fc.constantFrom("", "", "", "?") : fc.constant("");
  const literal = fc.constantFrom("1", "-2.5", "'text'", "true", "null", '"a"');

  const rules = fc.letrec<
    Record<"expression" | "operand" | "path" | "step" | "sub" | "entry" | "list" | "unnamed" | "object", string>
  >((tie) => ({
    step: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      glue(text("."), key),
      fc.constantFrom("->first", "->size", "->entries", "->not", "->jsonStringify", "->nothing"),
      glue(text("->echo("), tie("expression"), text(")")),
      glue(text("->map("), tie("expression"), text(")")),
      glue(text("->filter("), tie("expression"), text(")")),
      glue(
        text("->match(["),
        tie("expression"),
        text(", "),
        tie("expression"),
        text("], [@, "),
        tie("expression"),
        text("])"),
      ),
      glue(text("->as($x)"), text("->echo($x)")),
      glue(text("->as($y, "), tie("expression"), text(")")),
    ),
    path: glue(
      fc.oneof(
        fc.constantFrom("$", "@", "$args", "$this", "$x", "$y"),
        glue(text("$("), tie("expression"), text(")")),
        // A key is a path of its own only from v0.3.
        glue(name, text(".b")),
        modern ? name : text("$"),
      ),
      optional,
      fc.array(glue(tie("step"), optional), { maxLength: 3 }).map((steps) => steps.join("")),
      fc.oneof({ arbitrary: text(""), weight: 3 }, tie("sub")),
    ),
    operand: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      literal,
      tie("path"),
      fc.array(tie("expression"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      tie("object"),
      glue(literal, text("->echo([@])"), optional),
    ),
    expression: modern
      ? fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          { arbitrary: tie("operand"), weight: 3 },
          fc
            .tuple(fc.constantFrom(" ?? ", " ?! "), fc.array(tie("operand"), { minLength: 2, maxLength: 3 }))
            .map(([operator, operands]) => operands.join(operator)),
        )
      : tie("operand"),
    object: unified
      ? fc.oneof(
          tie("sub"),
          fc.array(tie("entry"), { minLength: 2, maxLength: 3 }).map((entries) => `{ ${entries.join(", ")} }`),
        )
      : fc
          .array(glue(key, text(": "), tie("expression")), { maxLength: 3 })
          .map((members) => `{ ${members.join(", ")} }`),
    entry: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      glue(key, optional),
      glue(key, text(": "), unified ? tie("expression") : tie("path")),
      glue(key, optional, text(" "), tie("sub")),
      glue(key, text(": "), tie("sub")),
      glue(text("$."), name, text(" "), tie("sub")),
      ...(unified ? [glue(text("... "), tie("expression"))] : []),
    ),
    list: fc.array(tie("entry"), { maxLength: 4 }).map((entries) => entries.join(" ")),
    unnamed: glue(text("$."), name, tie("step")),
    sub: fc.oneof(
      glue(text("{ "), tie("list"), text(" }")),
      modern ? glue(text("{ "), tie("unnamed"), text(" }")) : text("{ }"),
    ),
  }));
  return { source: fc.oneof(rules.list, rules.unnamed, unified ? rules.expression : rules.list) };
}

function text(value: string): fc.Arbitrary<string> {
  return fc.constant(value);
}

function glue(...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(""));
}
