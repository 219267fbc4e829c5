import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { argumentNode } from "../ast.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import { httpMethods } from "../read-directives.ts";
import type { RuleContext } from "./rule.ts";

/** MISSING_HTTP_METHOD, MULTIPLE_HTTP_METHODS. A connector without `http` makes no call, from connect v0.4 on. */
export function* httpMethod({ uses, file, link, subgraph }: RuleContext): Iterable<Diagnostic> {
  for (const use of uses.connects) {
    const owner = elementCoordinate(use.element);
    const coordinate = connectorCoordinate(subgraph, use);
    if (!use.http && link.specVersion === "0.4" && !argumentNode(use.directive, "http")) continue;

    const methods = use.http?.methods ?? [];
    if (methods.length === 0) {
      yield errorAt(file, use.http?.node ?? argumentNode(use.directive, "http") ?? use.directive, {
        code: "MISSING_HTTP_METHOD",
        message: `\`${owner}\`: \`@${link.connectName}\` needs an HTTP method in \`http\`: one of ${httpMethods.map((name) => `\`${name}\``).join(", ")}.`,
        coordinate,
      });
    } else if (methods.length > 1) {
      yield errorAt(
        file,
        methods.map(({ field }) => field.name),
        {
          code: "MULTIPLE_HTTP_METHODS",
          message: `\`${owner}\`: \`@${link.connectName}\` has ${methods.map(({ method }) => `\`${method}\``).join(" and ")}, but makes one request. Keep one of them.`,
          coordinate,
        },
      );
    }
  }
}
