import { describe, expect, it } from "@jest/globals";
import { lexicographicSortSchema, printSchema } from "graphql";
import { buildContract } from "../../schema/contracts/build-contract.ts";
import type { ContractFilter } from "../../schema/contracts/contract-filter.ts";
import { showFinding } from "./checks/show-finding.ts";
import { composeAndRead, inputsOf } from "./support.ts";

/** What clients see of the contract `public`, in one line, or what is wrong with it. */
async function contract(
  filter: ContractFilter,
  sdl: string | Readonly<Record<string, string>>,
): Promise<string | string[]> {
  const subgraphs = inputsOf(typeof sdl === "string" ? { main: sdl } : sdl);
  const { supergraph, findings } = buildContract("public", filter, {
    supergraph: await composeAndRead(subgraphs),
    subgraphs,
  });
  if (!supergraph) return findings.map(showFinding);
  return printSchema(lexicographicSortSchema(supergraph.publicSchema)).replaceAll(/\s+/g, " ").trim();
}

const exclude: ContractFilter = { exclude: ["internal"] };
const include: ContractFilter = { include: ["public"] };

describe("buildContract", () => {
  it("leaves fields, arguments, values and types out that have an excluded tag", async () => {
    expect(
      await contract(
        exclude,
        `type Query {
          user(id: ID!, debug: Boolean @tag(name: "internal")): User
          find(by: By): [Hit]
          audit: Audit @tag(name: "internal")
        }
        type User { id: ID! role: Role salary: Int @tag(name: "internal") }
        enum Role { ADMIN @tag(name: "internal") GUEST }
        input By { name: String score: Int @tag(name: "internal") }
        type Audit @tag(name: "internal") { at: Int }
        union Hit = User | Audit`,
      ),
    ).toBe(
      "input By { name: String } union Hit = User type Query { find(by: By): [Hit] user(id: ID!): User } enum Role { GUEST } type User { id: ID! role: Role }",
    );
  });

  it("takes in what has an included tag, with the arguments, enums and inputs of its fields", async () => {
    expect(
      await contract(
        include,
        `type Query { user(id: ID!, by: By): User @tag(name: "public") internal: Int }
        type User { id: ID! @tag(name: "public") role: Role @tag(name: "public") salary: Int }
        enum Role { ADMIN GUEST }
        input By { name: String }
        type Other { x: Int }`,
      ),
    ).toBe(
      "input By { name: String } type Query { user(by: By, id: ID!): User } enum Role { ADMIN GUEST } type User { id: ID! role: Role }",
    );
  });

  it("takes a tag of a type for one of each of its fields, and lets exclude outrank include", async () => {
    expect(
      await contract(
        { include: ["public"], exclude: ["internal"] },
        `type Query @tag(name: "public") { a: A b: Int @tag(name: "internal") }
        type A @tag(name: "public") { x: Int y: Int @tag(name: "internal") }`,
      ),
    ).toBe("type A { x: Int } type Query { a: A }");
  });

  it("counts a tag of any subgraph, and types that nothing is left of as left out", async () => {
    expect(
      await contract(exclude, {
        users: `type Query { user: User } type User @key(fields: "id") { id: ID! name: String }`,
        pay: `type User @key(fields: "id") { id: ID! pay: Pay @tag(name: "internal") } type Pay { sum: Int @tag(name: "internal") }`,
      }),
    ).toBe("type Query { user: User } type User { id: ID! name: String }");
  });

  it("leaves types out that no field leads to, unless it is told not to", async () => {
    const sdl = 'type Query { a: Int b: B @tag(name: "internal") } type B { x: Int }';
    expect(await contract(exclude, sdl)).toBe("type Query { a: Int }");
    expect(await contract({ ...exclude, hideUnreachableTypes: false }, sdl)).toBe(
      "type B { x: Int } type Query { a: Int }",
    );
  });

  it("drops an interface that is left out from the types that implement it", async () => {
    expect(
      await contract(
        exclude,
        `type Query { a: A } interface Node @tag(name: "internal") { id: ID! } type A implements Node { id: ID! }`,
      ),
    ).toBe("type A { id: ID! } type Query { a: A }");
  });

  it.each([
    [
      "a field whose type is left out",
      exclude,
      'type Query { a: Int b: T } type T @tag(name: "internal") { x: Int }',
      [
        "error REFERENCED_INACCESSIBLE Query.b main.graphql:5:21 Contract `public`: `Query.b` is in it, and its type `T` is not.",
      ],
    ],
    [
      "a required argument that is left out",
      exclude,
      'type Query { a(x: Int! @tag(name: "internal"), y: Int! = 1 @tag(name: "internal")): Int }',
      [
        "error REQUIRED_INACCESSIBLE Query.a(x:) main.graphql:5:24 Contract `public`: `Query.a(x:)` is left out, and must be given.",
      ],
    ],
    [
      "no query",
      exclude,
      'type Query { a: Int @tag(name: "internal") }',
      [
        "error ONLY_INACCESSIBLE_CHILDREN Query main.graphql:5:6 Contract `public`: `Query` is in it, and nothing that is in `Query`.",
      ],
    ],
    [
      "a query type that is left out",
      exclude,
      'type Query @tag(name: "internal") { a: Int }',
      [
        "error QUERY_ROOT_TYPE_INACCESSIBLE Query main.graphql:5:12 Contract `public`: `Query` is left out, so that nothing can be asked.",
      ],
    ],
    [
      "an interface whose field is left out of a type",
      exclude,
      'type Query { n: N } interface N { x: Int y: Int } type A implements N { x: Int y: Int @tag(name: "internal") }',
      [
        "error IMPLEMENTED_BY_INACCESSIBLE A.y main.graphql:5:87 Contract `public`: `A.y` is left out, and `N.y`, which it implements, is not.",
      ],
    ],
    [
      "a default that is left out",
      exclude,
      'type Query { a(x: [E] = [B]): Int } enum E { A B @tag(name: "internal") }',
      [
        "error DEFAULT_VALUE_USES_INACCESSIBLE Query.a(x:) main.graphql:5:16 Contract `public`: The default value of `Query.a(x:)` holds an enum value that is left out.",
      ],
    ],
    [
      "an input field that must be given, and an enum without values",
      exclude,
      'type Query { a(x: I, y: E): Int } input I { p: Int! @tag(name: "internal") q: Int } enum E { A @tag(name: "internal") }',
      [
        "error ONLY_INACCESSIBLE_CHILDREN E main.graphql:5:90 Contract `public`: `E` is in it, and nothing that is in `E`.",
        "error REQUIRED_INACCESSIBLE I.p main.graphql:5:53 Contract `public`: `I.p` is left out, and must be given.",
      ],
    ],
  ])("reports %s", async (_what, filter, sdl, expected) => {
    expect(await contract(filter, sdl)).toEqual(expected);
  });
});
