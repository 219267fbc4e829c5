import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { namedType } from "../ast.ts";
import type { ConnectModel, Connector } from "../connector.ts";
import { writtenKeys } from "../federation-names.ts";
import { includesTree, printFieldSet } from "../field-set.ts";
import { errorAt } from "../finding.ts";
import type { IndexedType } from "../type-index.ts";
import type { RuleContext } from "./rule.ts";

/** MISSING_ENTITY_CONNECTOR, CONNECTORS_CANNOT_RESOLVE_KEY: who writes a resolvable `@key` promises to resolve it. */
export function* keys(context: RuleContext, model: ConnectModel): Iterable<Diagnostic> {
  const { types, federation, file, link } = context;
  for (const type of types.values()) {
    if (type.kind !== "object") continue;
    const resolvers = model.connectors.filter((connector) => resolves(connector, type, context));
    for (const { directive, fields, resolvable } of writtenKeys(type, federation)) {
      // A connector can be asked where the key gives it all that it reads.
      if (!resolvable || resolvers.some(({ inputs }) => inputs.size > 0 && includesTree(fields, inputs))) continue;
      const key = printFieldSet(fields);
      if (resolvers.length === 0) {
        yield errorAt(file, directive, {
          code: "MISSING_ENTITY_CONNECTOR",
          message: `\`${type.name}\` has the key \`${key}\`, but no connector resolves it.`,
          coordinate: type.name,
          fix: `Add a \`@${link.connectName}\` to the type that reads \`$this\`, or write \`resolvable: false\` where another subgraph resolves it.`,
        });
      } else {
        const inputs = [...new Set(resolvers.map((connector) => `\`${printFieldSet(connector.inputs)}\``))].join(", ");
        yield errorAt(file, directive, {
          code: "CONNECTORS_CANNOT_RESOLVE_KEY",
          message: `\`${type.name}\` has the key \`${key}\`, but its connectors need ${inputs}.`,
          coordinate: type.name,
        });
      }
    }
  }
}

function resolves({ element, resolver }: Connector, type: IndexedType, { types }: RuleContext): boolean {
  switch (resolver) {
    case "typeSingle":
    case "typeBatch":
    case "implicit":
      return element.typeName === type.name;
    case "explicit": {
      const field = element.kind === "field" ? types.get(element.typeName)?.fields.get(element.fieldName) : undefined;
      const result = field && types.get(namedType(field.type).name.value);
      return result?.possibleTypes.includes(type.name) ?? false;
    }
    case "root":
      return false;
    default:
      return resolver satisfies never;
  }
}
