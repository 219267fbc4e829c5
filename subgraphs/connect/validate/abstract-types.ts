import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { errorAt } from "../finding.ts";
import { nameOf } from "./nodes.ts";
import type { RuleContext } from "./rule.ts";

/** CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE: connect v0.3 and older cannot say of which type an object is. */
export function* abstractTypes({ types, link, file }: RuleContext): Iterable<Diagnostic> {
  if (link.specVersion === "0.4") return;
  for (const type of types.values()) {
    const [node] = type.nodes;
    if (!node || (type.kind !== "interface" && type.kind !== "union")) continue;
    yield errorAt(file, nameOf(node), {
      code: "CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE",
      message: `A subgraph with connectors can have ${type.kind === "union" ? "a union" : "an interface"} only from connect v0.4 on, but it has \`${type.name}\`.`,
      coordinate: type.name,
      fix: "Link connect v0.4.",
    });
  }
}
