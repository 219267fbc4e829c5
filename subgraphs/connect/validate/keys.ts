import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { namedType } from "../ast.ts";
import type { ConnectModel, Connector } from "../connector.ts";
import { isExternal, writtenKeys } from "../federation-names.ts";
import { includesTree, mergeTrees, printFieldSet } from "../field-set.ts";
import { errorAt } from "../finding.ts";
import type { IndexedType } from "../type-index.ts";
import type { KeyTree } from "../../mapping/mapping.ts";
import type { RuleContext } from "./rule.ts";

/** MISSING_ENTITY_CONNECTOR, CONNECTORS_CANNOT_RESOLVE_KEY: who writes a resolvable `@key` promises to resolve it. */
export function* keys(context: RuleContext, model: ConnectModel): Iterable<Diagnostic> {
  const { types, federation, file, link } = context;
  for (const type of types.values()) {
    if (type.kind !== "object") continue;
    const resolvers = resolversOf(type, context, model);
    for (const { directive, fields, resolvable } of writtenKeys(type, federation)) {
      if (!resolvable || resolvers.some((resolver) => resolvesKey(resolver, fields))) continue;
      const key = printFieldSet(fields);
      if (resolvers.length === 0) {
        yield errorAt(file, directive, {
          code: "MISSING_ENTITY_CONNECTOR",
          message: `\`${type.name}\` has the key \`${key}\`, but no connector resolves it.`,
          coordinate: type.name,
          fix: `Add a \`@${link.connectName}\` to the type that reads \`$this\`, or write \`resolvable: false\` where another subgraph resolves it.`,
        });
      } else {
        const read = [...new Set(resolvers.map(({ inputs }) => `\`${printFieldSet(inputs)}\``))].join(", ");
        yield errorAt(file, directive, {
          code: "CONNECTORS_CANNOT_RESOLVE_KEY",
          message: `\`${type.name}\` has the key \`${key}\`, but its connectors read ${read}.`,
          coordinate: type.name,
        });
      }
    }
  }
}

/** Something that can be asked for objects of a type, given `inputs`. */
interface KeyResolver {
  readonly inputs: KeyTree;
  /** Other subgraphs give what it reads besides, by whatever key they have. */
  readonly requires: boolean;
}

/** The connectors of a type, and those of its fields together: a reference that gives them all they read will do. */
function resolversOf(type: IndexedType, context: RuleContext, model: ConnectModel): KeyResolver[] {
  const { federation } = context;
  const keyFields = new Set(writtenKeys(type, federation).flatMap(({ fields }) => [...fields.keys()]));
  const isRequired = (name: string): boolean => {
    const field = type.fields.get(name);
    return field !== undefined && !keyFields.has(name) && isExternal(type, field, federation);
  };
  const connectors = model.connectors.filter((connector) => resolves(connector, type, context));
  const ofFields: KeyResolver[] = [];
  const resolvers = connectors.map(({ resolver, inputs }): KeyResolver => {
    if (resolver !== "implicit") return { inputs, requires: false };
    const own = new Map([...inputs].filter(([name]) => !isRequired(name)));
    const one = { inputs: own, requires: own.size < inputs.size };
    ofFields.push(one);
    return one;
  });
  if (ofFields.length < 2) return resolvers;
  const together: KeyResolver = {
    inputs: ofFields.map(({ inputs }) => inputs).reduce(mergeTrees, new Map()),
    requires: ofFields.some(({ requires }) => requires),
  };
  return [...resolvers, together];
}

/** The spec asks for a resolver whose variables cover the key. One that reads more than the key holds could not be asked. */
function resolvesKey({ inputs, requires }: KeyResolver, key: KeyTree): boolean {
  return includesTree(key, inputs) && (requires || includesTree(inputs, key));
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
