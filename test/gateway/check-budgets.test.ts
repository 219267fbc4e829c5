import { afterEach, describe, expect, it } from "@jest/globals";
import { Kind, parse, Source } from "graphql";
import { checkBudgets, type BudgetInput, type BudgetedOperation } from "../../gateway/check-budgets.ts";
import type { Graph } from "../../gateway/graph.ts";
import { countOperationCalls } from "../../gateway/operation-calls.ts";
import { startOf, rangeOf } from "../../schema/source-text.ts";
import { locateConnectors, type ConnectorPlace } from "../../subgraphs/connect/connector-places.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { parseDocument } from "../schema/support.ts";

const posts = `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type Query {
  posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: userId }")
  post(id: ID!): Post @connect(source: "api", http: { GET: "/posts/{$args.id}" }, selection: "id author: { id: userId }")
}
type Post { id: ID! author: User }
type User @key(fields: "id", resolvable: false) { id: ID! }`;

const batched = `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type User @key(fields: "id")
  @connect(source: "api", http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }, selection: "id name") {
  id: ID!
  name: String
}`;
const single = batched.replace("?ids={$batch.id->joinNotNull(',')}", "/{$this.id}");

/** Users with the teams that they are in, which are asked for by `request`. */
const withTeams = (request: string): string => `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type User @key(fields: "id") @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name") {
  id: ID!
  name: String
  top(first: Int = 2): [Team!] @connect(source: "api", http: { GET: "/users/{$this.id}/top?n={$args.first}" }, selection: "id")
}
type Team @key(fields: "id") @connect(source: "api", http: { GET: "${request}" }, selection: "id name") { id: ID! name: String }`;

const opened: Graph[] = [];
afterEach(async () => {
  for (const graph of opened.splice(0)) await graph.close();
});

async function open(users: string): Promise<Graph> {
  const graph = await openDeclaredGraph({ posts, users });
  opened.push(graph);
  return graph;
}

function places(sdlByName: Readonly<Record<string, string>>): ReadonlyMap<string, ConnectorPlace> {
  return locateConnectors(
    Object.entries(sdlByName).map(([subgraph, sdl]) => {
      const file = `${subgraph}.graphql`;
      const document = parseDocument(sdl, file);
      const { model } = readConnectors({ subgraph, document, file });
      if (!model) throw new Error("It cannot be read.");
      return { model, document, file };
    }),
  );
}

interface Given {
  readonly text?: string;
  readonly users: string;
  readonly before?: string;
  readonly budgets?: BudgetInput["budgets"];
  readonly assumedListSize?: number;
}

const feed = "query Feed { posts { author { name } } }";

async function check({
  text = feed,
  users,
  before,
  assumedListSize,
  budgets,
}: Given): Promise<ReturnType<typeof checkBudgets>> {
  const document = parse(new Source(text, "ops.graphql"));
  const [now, earlier] = [await open(users), before === undefined ? undefined : await open(before)];
  const operations = document.definitions.flatMap((node): BudgetedOperation[] => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    const operation = { document, operationName: node.name?.value };
    return [
      {
        name: node.name?.value ?? "(anonymous)",
        location: rangeOf(node.name ?? node, "ops.graphql"),
        calls: countOperationCalls(now, operation, { assumedListSize }),
        ...(earlier ? { before: countOperationCalls(earlier, operation, { assumedListSize }) } : {}),
      },
    ];
  });
  return checkBudgets({
    operations,
    ...(budgets ? { budgets } : {}),
    connectors: places({ posts, users }),
    locateBudget: (name) => ({ ...startOf("restuary.yaml"), line: name.length }),
  });
}

const atFeed = { file: "ops.graphql", line: 1, column: 7, endLine: 1, endColumn: 11 };
const atUserConnector = { file: "users.graphql", line: 6, column: 3, endLine: 6, endColumn: 84 };

const nPlusOne = {
  check: "budgets",
  code: "N_PLUS_ONE",
  severity: "warning",
  message: "`users:User[0]` is asked once for each item of `Query.posts` in `Feed` (up to 50 calls).",
  locations: [atUserConnector],
  coordinate: "User",
  subject: "users:User[0]",
  fix: "Add a batch connector to `User`: one that reads `$batch`.",
  operations: [{ name: "Feed", location: atFeed }],
};

describe("checkBudgets", () => {
  it("says by how much an operation grew over its budget, and which connector is to blame", async () => {
    const result = await check({ users: single, before: batched, budgets: { Feed: 10 }, assumedListSize: 50 });
    expect(result).toEqual({
      findings: [
        {
          check: "budgets",
          code: "BUDGET_EXCEEDED",
          severity: "error",
          message:
            "`Feed`: 2 -> 51 REST calls at worst; its budget is 10. Up to 50 of them are of `users:User[0]`, one for each item of `Query.posts`.",
          locations: [atFeed],
          subject: "Feed",
          operations: [{ name: "Feed", location: atFeed }],
        },
        nPlusOne,
      ],
      budgets: [
        {
          operation: "Feed",
          location: atFeed,
          min: 1,
          max: 51,
          uncounted: [],
          budget: 10,
          before: { min: 1, max: 2 },
        },
      ],
    });
  });

  it("finds nothing where no more calls are made than before, within the budget", async () => {
    const { findings, budgets } = await check({
      users: single,
      before: single,
      budgets: { "*": 51 },
      assumedListSize: 50,
    });
    expect(findings).toEqual([]);
    expect(budgets).toMatchObject([{ operation: "Feed", max: 51, budget: 51, before: { min: 1, max: 51 } }]);
  });

  it("finds nothing where fewer calls are made", async () => {
    expect((await check({ users: batched, before: single, assumedListSize: 50 })).findings).toEqual([]);
  });

  it("says once that calls grew: by why they did", async () => {
    const within = await check({ users: single, before: batched, budgets: { Feed: 60 }, assumedListSize: 50 });
    expect(within.findings).toMatchObject([
      {
        code: "N_PLUS_ONE",
        severity: "warning",
        message:
          "`users:User[0]` is asked once for each item of `Query.posts` in `Feed` (up to 50 calls). `Feed`: 2 -> 51 REST calls at worst.",
      },
    ]);
    const without = await check({ users: single, before: batched, assumedListSize: 3 });
    expect(without.findings).toMatchObject([
      {
        code: "N_PLUS_ONE",
        message:
          "`users:User[0]` is asked once for each item of `Query.posts` in `Feed` (up to 3 calls). `Feed`: 2 -> 4 REST calls at worst.",
      },
    ]);
  });

  it("names a connector that lost its batch even where nobody knows how long the lists are", async () => {
    // A batch in a URL may be split as well, so that neither has a bound.
    const { findings, budgets } = await check({ users: single, before: batched });
    expect(findings).toMatchObject([
      { code: "N_PLUS_ONE", message: expect.stringContaining("in `Feed` (without bound)") },
    ]);
    expect(budgets).toMatchObject([{ max: null, before: { max: null } }]);
  });

  it("names what grew, though something else is larger", async () => {
    const text = "query Feed { posts { author { name top(first: 1) { name } } } }";
    const { findings } = await check({
      text,
      users: withTeams("/teams/{$this.id}"),
      before: withTeams("/teams?ids={$batch.id->joinNotNull(',')}"),
      assumedListSize: 10,
    });
    expect(findings).toMatchObject([
      {
        code: "N_PLUS_ONE",
        subject: "users:Team[0]",
        message:
          "`users:Team[0]` is asked once for each item of `Query.posts` and `User.top` in `Feed` (up to 10 calls). `Feed`: 22 -> 31 REST calls at worst.",
      },
    ]);
  });

  it("says what was over the budget before as well", async () => {
    const { findings } = await check({ users: single, before: single, budgets: { "*": 10 }, assumedListSize: 50 });
    expect(findings).toMatchObject([
      {
        code: "BUDGET_EXCEEDED",
        message: expect.stringMatching(/^`Feed` makes up to 51 REST calls; its budget is 10\./),
      },
      { code: "N_PLUS_ONE" },
    ]);
  });

  it("wants to know how long the lists of an operation with a budget are", async () => {
    const { findings } = await check({ users: single, before: single, budgets: { "*": 100 } });
    expect(findings).toMatchObject([
      {
        code: "BUDGET_UNBOUNDED",
        severity: "error",
        message:
          "`Feed` may make any number of REST calls; its budget is 100, but nothing says how long `Query.posts` may be.",
        fix: "Say how long with `@listSize(assumedSize:)` on `Query.posts`, or for all lists with `checks.assumedListSize`.",
        locations: [atFeed],
      },
      { code: "N_PLUS_ONE" },
    ]);
  });

  it("gives the budget of its own name to an operation, and `*` to the others", async () => {
    const text =
      "query Feed { posts { author { name } } } query One { post(id: 1) { author { name } } } query Two { posts { id } }";
    const { findings } = await check({
      text,
      users: batched,
      assumedListSize: 50,
      budgets: { "*": 1, Two: 1, One: 2 },
    });
    expect(findings).toMatchObject([
      { code: "BUDGET_EXCEEDED", subject: "Feed", message: "`Feed` makes up to 2 REST calls; its budget is 1." },
    ]);
  });

  it("says one time that a connector is repeated, with all operations that do it", async () => {
    const text = "query A { posts { author { name } } } query B { posts { a: author { n: name } } }";
    const { findings } = await check({ text, users: single });
    expect(findings).toMatchObject([
      {
        code: "N_PLUS_ONE",
        message: "`users:User[0]` is asked once for each item of `Query.posts` in `A` (without bound), and in 1 more.",
        operations: [{ name: "A" }, { name: "B" }],
      },
    ]);
  });

  it("names the field that a batch connector should answer", async () => {
    const field = `${connectLinks}
@source(name: "api", http: { baseURL: "http://rest" })
type User @key(fields: "id") { id: ID! name: String @connect(source: "api", http: { GET: "/names/{$this.id}" }, selection: "$") }`;
    const { findings } = await check({ users: field });
    expect(findings).toMatchObject([
      {
        code: "N_PLUS_ONE",
        coordinate: "User.name",
        fix: "Add a batch connector to `User`: one that reads `$batch` and selects `name` too.",
      },
    ]);
  });

  it("knows the budget of an operation that is not there", async () => {
    const { findings } = await check({ users: batched, budgets: { Fed: 10 } });
    expect(findings).toEqual([
      {
        check: "budgets",
        code: "BUDGET_UNKNOWN_OPERATION",
        severity: "warning",
        message: "`checks.budgets` has a budget for `Fed`, but there is no operation of that name.",
        locations: [{ file: "restuary.yaml", line: 3, column: 1, endLine: 1, endColumn: 1 }],
        subject: "Fed",
        fix: "Did you mean `Feed`?",
      },
    ]);
  });

  it("leaves operations that do not fit the graph to another check, and has no difference for new ones", async () => {
    const renamed = single.replace("name: String", "label: String").replace("id name", "id label");
    expect(await check({ users: renamed, before: single, budgets: { "*": 1 } })).toEqual({ findings: [], budgets: [] });
    const { budgets } = await check({ users: batched, before: renamed, assumedListSize: 50 });
    expect(budgets).toMatchObject([{ operation: "Feed", max: 2 }]);
    expect(budgets[0]).not.toHaveProperty("before");
  });
});
