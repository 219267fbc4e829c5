import { expect, it } from "@jest/globals";
import {
  buildSchema,
  OverlappingFieldsCanBeMergedRule,
  printSchema,
  specifiedRules,
  validate,
  validateSchema,
  type GraphQLSchema,
} from "graphql";
import { readOperations } from "../../../schema/checks/client-operations.ts";
import { compareSchemas } from "../../../schema/checks/compare-schemas.ts";
import { findUsage } from "../../../schema/checks/find-usage.ts";
import { fc } from "../../support/properties.ts";

/** Each line in one of its forms makes a schema; not every choice is a valid one. */
const lines: readonly (readonly string[])[] = [
  ["type Query {"],
  ["user: User", "user: User!", "user(id: ID): User", "user(id: ID!): User", "user: Person", "user: [User]", ""],
  ["node: Node", "node: User", ""],
  [
    "hits(by: By): [Hit!]",
    "hits(by: By!): [Hit!]!",
    'hits(by: By = { name: "a" }): [Hit]',
    "hits: [Hit!]",
    "hits(by: Filter): [Hit!]",
  ],
  [
    "roles(of: Role, all: Boolean = false): [Role]",
    "roles(of: Role!): [Role!]",
    "roles(of: [Role!]!, all: Boolean!): [Role]",
  ],
  ["any: Int }", "any: String }"],
  ["interface Node { id: ID! }", "interface Node { id: ID }", "interface Node { id: ID! name: String }", ""],
  ["type User implements Node {", "type User {", "type Person implements Node {"],
  ["id: ID!", "id: ID", "id(x: Int!): ID!"],
  ["name: String", "name: String!", "fullName: String"],
  ["role: Role", "role: [Role]", ""],
  ["x: Int }"],
  [
    "type Bot implements Node { id: ID! name: String }",
    "type Bot { id: ID! name: String }",
    "type Bot { name: Int }",
    "",
  ],
  ["type Person { id: ID! name: String role: Role }", ""],
  [
    "union Hit = User | Bot",
    "union Hit = User",
    "union Hit = Bot",
    "union Hit = Person | Bot",
    "interface Hit { x: Int }",
  ],
  ["enum Role { ADMIN GUEST }", "enum Role { ADMIN }", "enum Role { ADMIN GUEST OWNER }", "scalar Role"],
  [
    "input By { name: String role: Role }",
    "input By { name: String! role: Role }",
    "input By { role: Role }",
    "input By @oneOf { name: String role: Role }",
    'input By { name: String = "a" role: [Role] more: Int! }',
  ],
  ["input Filter { name: String role: Role }", "input Filter { name: Int }", ""],
];

const operations = `
  query A { user { id name role } }
  query B { user { ... on Node { id } ... on User { name } } }
  query C { node { id ... on User { name } ... on Bot { name } } }
  query D { hits(by: { name: "a", role: GUEST }) { __typename ... on User { name } ... on Bot { id } } }
  query E($by: By) { hits(by: $by) { ... on Node { id } } }
  query F($by: By = { role: GUEST }) { hits(by: $by) { ... on Bot { name } } }
  query G { roles(of: GUEST) }
  query H($of: Role, $all: Boolean) { roles(of: $of, all: $all) }
  query I { roles any }
  query J { user(id: 1) { id } }
  query K { hits { ... on Person { name } ... on User { x } } }
  query L($filter: Filter, $name: String) { hits(by: $filter) { __typename } more: hits(by: { name: $name }) { __typename } }
  query M { hits(by: {}) { ...U } node { ...U } } fragment U on User { id role }
`;

/** Mostly the first form, as most lines fit together in that one. */
const choice = fc.tuple(
  ...lines.map((forms) =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: forms.length - 1 }) }),
  ),
);

function schemaOf(choices: readonly number[]): GraphQLSchema | undefined {
  try {
    const schema = buildSchema(lines.map((forms, index) => forms[choices[index] ?? 0]).join("\n"));
    return validateSchema(schema).length === 0 ? schema : undefined;
  } catch {
    return undefined;
  }
}

const schemas = fc
  .tuple(choice, fc.array(fc.tuple(fc.nat({ max: lines.length - 1 }), fc.nat({ max: 4 })), { maxLength: 3 }))
  .map(([before, edits]) => {
    const after = [...before];
    for (const [line, form] of edits) after[line] = form % (lines[line]?.length ?? 1);
    return { before: schemaOf(before), after: schemaOf(after) };
  })
  .filter((pair): pair is { before: GraphQLSchema; after: GraphQLSchema } => Boolean(pair.before && pair.after));

/**
 * That a field is non-null now is safe, but for an operation that asks two types for it under one name. The check of
 * operations finds that.
 */
const rules = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule);

it("finds an error that reaches the operation, whenever one becomes invalid", async () => {
  const read = await readOperations([{ file: "all.graphql", text: operations, kind: "graphql" }]);
  expect(read.findings).toEqual([]);
  let broken = 0;
  await fc.assert(
    fc.asyncProperty(schemas, async ({ before, after }) => {
      const { findings } = await compareSchemas({ schema: before }, { schema: after });
      const usages = [findUsage(before, read.operations), findUsage(after, read.operations)];
      const reached = new Set(
        findings
          .filter(({ severity }) => severity === "error")
          .flatMap(({ affects, coordinate }) => affects ?? (coordinate === undefined ? [] : [coordinate]))
          .flatMap((coordinate) => usages.flatMap((usage) => usage.of(coordinate).map(({ name }) => name))),
      );
      for (const { name, document } of read.operations) {
        if (validate(before, document, rules).length > 0 || validate(after, document, rules).length === 0) continue;
        broken++;
        const said = {
          name,
          schemas: [before, after].map((schema) => printSchema(schema)),
          why: validate(after, document, rules).map(({ message }) => message),
          found: findings.map(({ message }) => message),
          reached: reached.has(name),
        };
        expect(said).toEqual({ ...said, reached: true });
      }
    }),
    { numRuns: 80 },
  );
  expect(broken).toBeGreaterThan(20);
});

it("finds nothing where nothing changed", async () => {
  await fc.assert(
    fc.asyncProperty(
      choice.map(schemaOf).filter((schema) => schema !== undefined),
      async (schema) => {
        expect(await compareSchemas({ schema }, { schema })).toEqual({ findings: [], safe: 0 });
      },
    ),
  );
});
