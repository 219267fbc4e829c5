import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { errorAt } from "../finding.ts";
import { nameOf } from "./nodes.ts";
import type { RuleContext } from "./rule.ts";

/** SUBSCRIPTION_IN_CONNECTORS */
export function* subscription({ types, roots, file }: RuleContext): Iterable<Diagnostic> {
  const type = types.get(roots.subscription);
  const [node] = type?.nodes ?? [];
  if (!type || !node) return;
  yield errorAt(file, nameOf(node), {
    code: "SUBSCRIPTION_IN_CONNECTORS",
    message: `A subgraph with connectors cannot have subscriptions, but \`${type.name}\` is its subscription type.`,
    coordinate: type.name,
    fix: "Remove the type: subscriptions are not served yet.",
  });
}
