/**
 * Random rules on a schema with interfaces, unions, entities of two subgraphs, protected scalars and enums; random
 * operations; random clients. Held against a naive reading of the rules that knows nothing of plans:
 *
 * - no value in an answer is of a field that its client may not see;
 * - no resolver is asked for such a field (but for keys);
 * - whatever nothing forbids is answered as to a client who may see everything.
 */
import { expect } from "@jest/globals";
import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type ExecutionResult,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import type { Access } from "../../../gateway/auth/access.ts";
import { createLocalGraph, localContext, type LocalSubgraphDefinition } from "../../support/local-subgraph.ts";
import { fc } from "../../support/properties.ts";

/** By coordinate or type name; each rule is alternatives of what has to be held together. */
type Rules = Readonly<Record<string, Rule>>;
interface Rule {
  readonly kind: "authenticated" | "requiresScopes" | "policy";
  readonly anyOf: readonly (readonly string[])[];
}

const objects = ["A", "B", "C"] as const;
const own = ["x", "y", "s", "e", "toA", "toI", "toU", "listB", "listI"] as const;
const types: Readonly<Record<string, string>> = {
  x: "String",
  y: "String",
  z: "String",
  s: "S",
  e: "E",
  toA: "A",
  toI: "I",
  toU: "U",
  listB: "[B]",
  listI: "[I]",
};
/** With them a null goes up, and takes with it what nothing forbids. */
const strictTypes: typeof types = { ...types, y: "String!", listI: "[I!]" };
const inInterface = ["x", "y", "toA", "listI"] as const;

const places = [
  ...objects,
  "S",
  "E",
  "Query",
  ...objects.flatMap((type) => own.map((field) => `${type}.${field}`)),
  "A.z",
  "B.z",
  "A.id",
  ...["toA", "toI", "toU", "listB", "listI"].map((field) => `Query.${field}`),
];

function subgraphsWith(rules: Rules, resolved: Set<string>, isStrict: boolean): LocalSubgraphDefinition[] {
  const typed = isStrict ? strictTypes : types;
  const at = (place: string): string => {
    const rule = rules[place];
    if (!rule) return "";
    const argument = { authenticated: "", requiresScopes: "scopes", policy: "policies" }[rule.kind];
    return ` @${rule.kind}${argument === "" ? "" : `(${argument}: ${JSON.stringify(rule.anyOf)})`}`;
  };
  const field = (type: string, name: string): string => `${name}: ${typed[name]}${at(`${type}.${name}`)}`;
  const fields = (type: string): string => own.map((name) => field(type, name)).join(" ");
  const valueOf = (source: { depth?: number }, info: { parentType: { name: string }; fieldName: string }): unknown => {
    const coordinate = `${info.parentType.name}.${info.fieldName}`;
    resolved.add(coordinate);
    const depth = (source.depth ?? 0) + 1;
    const make = (type: string): object => ({ __typename: type, id: `${type}${depth}`, depth });
    switch (info.fieldName) {
      case "id":
        return (source as { id?: string }).id;
      case "e":
        return "ONE";
      case "toA":
        return make("A");
      case "toI":
        return make(depth % 2 === 0 ? "B" : "C");
      case "toU":
        return make(depth % 2 === 0 ? "A" : "B");
      case "listB":
        return [make("B"), null];
      case "listI":
        return [make("A"), make("B"), make("C")];
      default:
        return coordinate;
    }
  };
  const fieldResolver = (
    source: never,
    _args: unknown,
    _context: never,
    info: Parameters<typeof valueOf>[1],
  ): unknown => valueOf(source, info);
  const reference = { __resolveReference: ({ id }: { id: string }) => ({ id, depth: Number(id.slice(1)) }) };
  return [
    {
      name: "one",
      sdl: `
        type Query${at("Query")} { ${["toA", "toI", "toU", "listB", "listI"].map((name) => field("Query", name)).join(" ")} }
        interface I { id: ID! ${inInterface.map((name) => `${name}: ${typed[name]}`).join(" ")} }
        union U = A | B
        scalar S${at("S")}
        enum E${at("E")} { ONE }
        ${objects.map((type) => `type ${type} implements I @key(fields: "id")${at(type)} { id: ID!${at(`${type}.id`)} ${fields(type)} }`).join("\n")}`,
      fieldResolver,
    },
    {
      name: "two",
      sdl: `type A @key(fields: "id") { id: ID! ${field("A", "z")} } type B @key(fields: "id") { id: ID! ${field("B", "z")} }`,
      resolvers: { A: reference, B: reference },
      fieldResolver,
    },
  ];
}

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant<Rule>({ kind: "authenticated", anyOf: [] }),
  fc.constantFrom([["a"]], [["a", "b"], ["c"]], [["c"]]).map((anyOf): Rule => ({ kind: "requiresScopes", anyOf })),
  fc.constantFrom([["p"]], [["p", "q"], ["r"]]).map((anyOf): Rule => ({ kind: "policy", anyOf })),
);
const someRules: fc.Arbitrary<Rules> = fc
  .subarray(places, { maxLength: 7 })
  .chain((chosen) => fc.tuple(...chosen.map((place) => rule.map((one) => [place, one] as const))))
  .map((entries) => Object.fromEntries(entries));

interface Client {
  readonly isKnown: boolean;
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}
const someClient: fc.Arbitrary<Client> = fc.record({
  isKnown: fc.boolean(),
  scopes: fc.subarray(["a", "b", "c"]),
  policies: fc.subarray(["p", "q", "r"]),
});

/** Of the value of a field. */
function namedType(field: string): string {
  return (types[field] ?? "").replaceAll(/[[\]!]/g, "");
}

/** The text of a selection set on a type. */
function selections(type: string, depth: number): fc.Arbitrary<string> {
  const names =
    type === "I"
      ? ["id", ...inInterface]
      : type === "U"
        ? []
        : type === "Query"
          ? ["toA", "toI", "toU", "listB", "listI"]
          : ["id", ...own, ...(type === "C" ? [] : ["z"])];
  const leaves = names.filter((name) => name === "id" || /^(?:String|S|E)/.test(types[name] ?? ""));
  const nested = depth === 0 ? [] : names.filter((name) => !leaves.includes(name));
  const members = type === "I" ? objects : type === "U" ? (["A", "B"] as const) : [];
  return fc
    .tuple(
      fc.subarray(leaves, { maxLength: Math.min(4, leaves.length) }),
      nested.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.constantFrom(...nested), { maxLength: 2 }),
      fc.subarray([...members], { minLength: type === "U" ? 1 : 0 }),
    )
    .chain(([chosen, deeper, fragments]) =>
      fc.tuple(
        fc.constant(chosen),
        fc.tuple(...deeper.map((name) => selections(namedType(name), depth - 1).map((inner) => `${name} {${inner}}`))),
        fc.tuple(
          ...fragments.map((member) =>
            selections(member, Math.max(0, depth - 1)).map((inner) => `... on ${member} {${inner}}`),
          ),
        ),
      ),
    )
    .map(([chosen, deeper, fragments]) => {
      const all = [...chosen, ...deeper, ...fragments];
      return all.length > 0 ? all.join(" ") : "__typename";
    });
}

/** Holds one graph, and some operations of some clients, against the oracle. */
export const deniedFields: fc.IAsyncProperty<
  [Rules, boolean, readonly (readonly [operation: string, client: Client])[]]
> = fc.asyncProperty(
  someRules,
  fc.boolean(),
  fc.array(fc.tuple(selections("Query", 3), someClient), { minLength: 1, maxLength: 5 }),
  checkGraph,
);

async function checkGraph(
  rules: Rules,
  isStrict: boolean,
  asked: readonly (readonly [string, Client])[],
): Promise<void> {
  const resolved = new Set<string>();
  const { graph } = await createLocalGraph(subgraphsWith(rules, resolved, isStrict));
  const query = graph.schema.getQueryType();
  if (!query) throw new Error("It has queries.");
  for (const [text, client] of asked) {
    const run = (operation: string, who: Client): Promise<ExecutionResult> =>
      graph.execute({ document: parse(operation), context: localContext, access: accessOf(who) });
    // As it is, and with the type of each object, so that the oracle knows it.
    // The only thing of it that takes what is around it away when it is not shown: `id: ID!`.
    const bare = isStrict ? `{${text}}` : `{${text}}`.replaceAll(/\bid\b/g, "__typename");
    const typed = bare.replaceAll("{", "{ t: __typename ");
    const whole = await run(typed, { isKnown: true, scopes: ["a", "b", "c"], policies: ["p", "q", "r"] });
    expect(whole.errors).toBe(undefined);
    resolved.clear();
    const answers = [await run(bare, client), await run(typed, client)] as const;
    const oracle = new Oracle(graph.schema, { rules, client, isExact: !isStrict });
    const told = JSON.stringify(answers).matchAll(/"([A-C]\.\w+)"/g);
    for (const coordinate of [...resolved, ...[...told].map((match) => match[1] ?? "")]) {
      if (!coordinate.endsWith(".id")) expect([coordinate, oracle.mayAsk(coordinate)]).toEqual([coordinate, true]);
    }
    const { data, errors = [] } = answers[1];
    if (data) oracle.compare([{ parent: query, set: selectionsOf(typed), isDenied: false }], data, whole.data);
    // Whatever is missing has been said, and nothing has gone wrong.
    const codes = new Set([...errors, ...(answers[0].errors ?? [])].map(({ extensions }) => extensions["code"]));
    const isSame = JSON.stringify(data) === JSON.stringify(whole.data);
    expect([...codes]).toEqual(isSame && errors.length === 0 ? [] : ["UNAUTHORIZED_FIELD_OR_TYPE"]);
  }
  await graph.close();
}

function selectionsOf(text: string): SelectionSetNode {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error("It is an operation.");
  return definition.selectionSet;
}

function accessOf({ isKnown, scopes, policies }: Client): Access {
  return {
    ...(isKnown && { claims: {} }),
    scopes: new Set(scopes),
    identity: "",
    policies: async () => new Set(policies),
  };
}

interface Asked {
  readonly parent: GraphQLCompositeType;
  readonly set: SelectionSetNode;
  /** True below a field that is not shown. */
  readonly isDenied: boolean;
}

interface AskedField {
  readonly node: FieldNode;
  readonly isDenied: boolean;
}

class Oracle {
  readonly #schema: GraphQLSchema;
  readonly #rules: Rules;
  readonly #client: Client;
  readonly #isExact: boolean;

  /** @param options.isExact  Nothing but what is denied is null. */
  constructor(
    schema: GraphQLSchema,
    options: { readonly rules: Rules; readonly client: Client; readonly isExact: boolean },
  ) {
    this.#schema = schema;
    this.#rules = options.rules;
    this.#client = options.client;
    this.#isExact = options.isExact;
  }

  #holds(place: string): boolean {
    const one = this.#rules[place];
    if (!one) return true;
    if (one.kind === "authenticated") return this.#client.isKnown;
    const held = one.kind === "policy" ? this.#client.policies : this.#client.scopes;
    return one.anyOf.some((names) => names.every((name) => held.includes(name)));
  }

  /** Of an object: what stands on the field, on its parent and on the type of its value. */
  mayAsk(coordinate: string): boolean {
    const [type = "", field = ""] = coordinate.split(".");
    return this.#holds(coordinate) && this.#holds(type) && this.#mayHave(namedType(field));
  }

  /** A value of abstract type may be of a type that is shown, unless there is none. */
  #mayHave(type: string): boolean {
    const members = { I: ["A", "B", "C"], U: ["A", "B"] }[type];
    return members ? members.some((member) => this.#holds(member)) || !this.#isShared(members) : this.#holds(type);
  }

  /** Whether one rule keeps all of them away. */
  #isShared(members: readonly string[]): boolean {
    const texts = members.map((member) => JSON.stringify(this.#rules[member]));
    return texts.every((text) => text !== undefined && text === texts[0]);
  }

  #maySelect(parent: GraphQLCompositeType, field: string): boolean {
    if (!isInterfaceType(parent)) return this.mayAsk(`${parent.name}.${field}`);
    return this.#schema.getPossibleTypes(parent).every((type) => this.mayAsk(`${type.name}.${field}`));
  }

  /** @param shown  One object of the answer. @param whole  As it is for whoever may see everything. */
  compare(asked: readonly Asked[], shown: unknown, whole: unknown): void {
    const type = this.#schema.getType(String((whole as { t?: unknown }).t));
    if (!isObjectType(type)) throw new Error("An object has a type.");
    for (const [name, fields] of this.#fieldsOf(type, asked)) {
      const fieldName = fields[0]?.node.name.value ?? "";
      if (fieldName.startsWith("__")) continue;
      const [seen, all] = [shown, whole].map((value) => (value as Record<string, unknown>)[name]);
      const place = `${type.name}.${fieldName}`;
      if (fields.every(({ isDenied }) => isDenied)) {
        expect([place, seen]).toEqual([place, null]);
        continue;
      }
      const result = getNamedType(type.getFields()[fieldName]?.type);
      if (!isCompositeType(result)) {
        expect([place, seen]).toEqual([place, all]);
        continue;
      }
      const below = fields.flatMap(({ node, isDenied }) =>
        node.selectionSet ? [{ parent: result, set: node.selectionSet, isDenied }] : [],
      );
      this.#compareValues(below, seen, all);
    }
  }

  #compareValues(asked: readonly Asked[], shown: unknown, whole: unknown): void {
    if (shown === null || whole === null) {
      if (this.#isExact) expect(shown).toEqual(whole);
    } else if (Array.isArray(whole) && Array.isArray(shown)) {
      expect(shown).toHaveLength(whole.length);
      for (const [index, item] of whole.entries()) this.#compareValues(asked, shown[index], item);
    } else {
      this.compare(asked, shown, whole);
    }
  }

  #fieldsOf(type: GraphQLCompositeType, asked: readonly Asked[]): Map<string, AskedField[]> {
    const fields = new Map<string, AskedField[]>();
    for (const { parent, set, isDenied } of asked) {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const name = node.alias?.value ?? node.name.value;
          const isOwn = node.name.value.startsWith("__") || this.#maySelect(parent, node.name.value);
          fields.set(name, [...(fields.get(name) ?? []), { node, isDenied: isDenied || !isOwn }]);
        } else if (node.kind === Kind.INLINE_FRAGMENT) {
          const condition = this.#schema.getType(node.typeCondition?.name.value ?? parent.name);
          if (condition !== type || !isCompositeType(condition)) continue;
          const inner = this.#fieldsOf(type, [{ parent: condition, set: node.selectionSet, isDenied }]);
          for (const [name, more] of inner) fields.set(name, [...(fields.get(name) ?? []), ...more]);
        }
      }
    }
    return fields;
  }
}
