import { describe, expect, it } from "@jest/globals";
import { GraphQLError, parse } from "graphql";
import { createCodedSubgraph, type CodedSubgraphOptions } from "../../../subgraphs/coded/coded-subgraph.ts";
import { defineSubgraph } from "../../../subgraphs/coded/define-subgraph.ts";
import type { OperationContext } from "../../../subgraphs/operation-context.ts";
import { RestSource } from "../../../subgraphs/rest/rest-source.ts";
import { path } from "../../../subgraphs/rest/url.ts";
import type { SubgraphResult } from "../../../subgraphs/subgraph.ts";
import { startUpstream } from "../rest/upstream.ts";

interface Review {
  readonly id: string;
  readonly productId: number;
  readonly text: string;
}

class ReviewsApi extends RestSource {
  override baseURL = "http://reviews.invalid/";
  readonly byProduct = this.loader(async (ids) => {
    const reviews = await this.get<Review[]>("reviews", { params: { productIds: ids.join(",") } });
    const byProduct = new Map<number, Review[]>();
    for (const review of reviews) {
      const listed = byProduct.get(review.productId);
      if (listed) listed.push(review);
      else byProduct.set(review.productId, [review]);
    }
    return byProduct;
  });
  one = (id: string): Promise<Review | null> => this.get(path`reviews/${id}`);
}

// The design's example. That it compiles is half of the test.
const reviews = defineSubgraph({
  name: "reviews",
  typeDefs: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { review(id: ID!): Review, viewer: String, tenant: String }
    type Product @key(fields: "id") { id: ID! reviews: [Review!] }
    type Review @key(fields: "id") { id: ID! text: String }
  `,
  sources: { api: ReviewsApi },
  resolvers: {
    Query: {
      review: (_, { id }, { sources }) => sources.api.one(id),
      viewer: (_, _args, { requestHeaders }) => requestHeaders["x-user"]?.[0],
      tenant: (_, _args, { context }) => context["tenant"],
    },
    Product: { reviews: (product, _, { sources }) => sources.api.byProduct.load(product.id) },
    Review: { __resolveReference: ({ id }, { sources }) => sources.api.one(id) },
  },
});

async function run(
  options: CodedSubgraphOptions,
  operation: OperationContext,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<SubgraphResult> {
  const subgraph = await createCodedSubgraph(options);
  // Through JSON: graphql-js makes objects without a prototype, which is nobody's business here.
  return JSON.parse(
    JSON.stringify(await subgraph.prepare(parse(query)).execute(variables, operation)),
  ) as SubgraphResult;
}

const entities = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { reviews { id text } } } }`;
const products = (...ids: string[]): unknown => ({ r: ids.map((id) => ({ __typename: "Product", id })) });

describe("a coded subgraph", () => {
  it("answers root fields by its sources, at the base URL of the config", async () => {
    const upstream = await startUpstream(() => ({ json: { id: "7", text: "fine" } }));
    const sources = { api: { baseUrl: `${upstream.url}/v1` } };
    expect(
      await run({ definition: reviews, sources }, upstream.context(), '{ r: review(id: "a/b") { text } }'),
    ).toEqual({
      data: { r: { text: "fine" } },
      errors: [],
    });
    expect(upstream.calls()).toEqual(["GET /v1/reviews/a%2Fb"]);
  });

  it("makes one REST call for the references of one fetch", async () => {
    const upstream = await startUpstream(() => ({
      json: [
        { id: "r1", productId: 1, text: "good" },
        { id: "r3", productId: 3, text: "bad" },
      ],
    }));
    const sources = { api: { baseUrl: upstream.url } };
    const result = await run(
      { definition: reviews, sources },
      upstream.context(),
      entities,
      products("1", "2", "3") as {},
    );
    expect(result).toEqual({
      data: {
        _entities: [
          { reviews: [{ id: "r1", text: "good" }] },
          { reviews: null },
          { reviews: [{ id: "r3", text: "bad" }] },
        ],
      },
      errors: [],
    });
    expect(upstream.calls()).toEqual(["GET /reviews?productIds=1%2C2%2C3"]);
  });

  it("makes one REST call for N __resolveReference", async () => {
    class Api extends RestSource {
      readonly byId = this.loader(async (ids) => this.get("users", { params: { ids: ids.join(",") } }));
    }
    const definition = defineSubgraph({
      name: "users",
      typeDefs: `type Query { a: Int } type User @key(fields: "id") { id: ID! name: String }`,
      sources: { api: Api },
      resolvers: { User: { __resolveReference: ({ id }, { sources }) => sources.api.byId.load(id) } },
    });
    const upstream = await startUpstream(() => ({ json: [{ id: "1", name: "Ann" }, null, { id: "3", name: "Cy" }] }));
    const r = ["1", "2", "3", "1"].map((id) => ({ __typename: "User", id }));
    const query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { name } } }";
    const result = await run({ definition, sources: { api: { baseUrl: upstream.url } } }, upstream.context(), query, {
      r,
    });
    expect(result.data).toEqual({ _entities: [{ name: "Ann" }, null, { name: "Cy" }, { name: "Ann" }] });
    expect(upstream.calls()).toEqual(["GET /users?ids=1%2C2%2C3"]);
  });

  it("batches and remembers across the fetches of one operation, and across no two operations", async () => {
    const upstream = await startUpstream(() => ({ json: [] }));
    const subgraph = await createCodedSubgraph({ definition: reviews, sources: { api: { baseUrl: upstream.url } } });
    const fetch = subgraph.prepare(parse(entities));
    const [first, second] = [upstream.context(), upstream.context()];
    await Promise.all([
      fetch.execute(products("1", "2") as {}, first),
      subgraph.prepare(parse(entities)).execute(products("2", "3") as {}, first),
    ]);
    await fetch.execute(products("1", "4") as {}, first);
    await fetch.execute(products("1") as {}, second);
    expect(upstream.calls()).toEqual([
      "GET /reviews?productIds=1%2C2%2C3",
      "GET /reviews?productIds=4",
      "GET /reviews?productIds=1",
    ]);
  });

  it("gives resolvers the operation's context and headers", async () => {
    const upstream = await startUpstream(() => ({}));
    const operation = upstream.context({ context: { tenant: "eu" }, requestHeaders: { "x-user": ["ann"] } });
    expect(await run({ definition: reviews }, operation, "{ viewer tenant }")).toEqual({
      data: { viewer: "ann", tenant: "eu" },
      errors: [],
    });
  });

  it("gives sources their settings and environment", async () => {
    class Api extends RestSource {
      show = (): string => `${this.env["REGION"]} ${JSON.stringify(this.settings.config)}`;
    }
    const definition = defineSubgraph({
      name: "x",
      typeDefs: "type Query { show: String }",
      sources: { api: Api },
      resolvers: { Query: { show: (_, _args, { sources }) => sources.api.show() } },
    });
    const options = { definition, env: { REGION: "north" }, sources: { api: { config: { a: 1 } } } };
    const upstream = await startUpstream(() => ({}));
    expect((await run(options, upstream.context(), "{ show }")).data).toEqual({ show: 'north {"a":1}' });
  });

  it("passes integers beyond 2^53 through ID and String, and gives them to custom scalars", async () => {
    const definition = defineSubgraph({
      name: "x",
      typeDefs:
        "scalar Long type Query { thing: Thing, ids: [ID!], late: ID } type Thing { id: ID! size: Float long: Long }",
      resolvers: {
        Query: {
          thing: () => ({ id: 9007199254740993n, size: 9007199254740992n, long: 9007199254740993n }),
          ids: () => [1n, 9007199254740993n, "x"],
          late: async () => 9007199254740993n,
        },
      },
    });
    const upstream = await startUpstream(() => ({}));
    const subgraph = await createCodedSubgraph({ definition });
    const result = await subgraph.prepare(parse("{ thing { id size long } ids late }")).execute({}, upstream.context());
    expect(result).toEqual({
      data: {
        thing: { id: "9007199254740993", size: 9007199254740992, long: 9007199254740993n },
        ids: ["1", "9007199254740993", "x"],
        late: "9007199254740993",
      },
      errors: [],
    });
  });

  it("is closed without ado", async () => {
    const subgraph = await createCodedSubgraph({ definition: reviews });
    await expect(subgraph.close()).resolves.toBeUndefined();
  });

  it("refuses SDL that makes no schema", async () => {
    const definition = defineSubgraph({ name: "x", typeDefs: "type Query { a: Missing }" });
    await expect(createCodedSubgraph({ definition })).rejects.toThrow("Missing");
  });
});

function queryOf(field: string): string {
  return `{ fine list { ${field} } }`;
}

function late(field: string): object {
  const message = "The operation's time of 50 ms was over before a resolver had ended.";
  return { message, path: [field], extensions: { code: "UPSTREAM_TIMEOUT" } };
}

describe("an error", () => {
  const failing = defineSubgraph({
    name: "failing",
    typeDefs: `
      type Query { fine: String, list: [Item] }
      type Item { deliberate: String, coded: String, fault: String, badPath: String, upstream: String, odd: String }
    `,
    sources: { api: ReviewsApi },
    resolvers: {
      Query: { fine: () => "fine", list: () => [{}] },
      Item: {
        deliberate: () => {
          throw new GraphQLError("No more than ten");
        },
        coded: () => {
          throw new GraphQLError("Not yours", { extensions: { code: "FORBIDDEN" } });
        },
        fault: () => {
          throw new TypeError("cannot read password of undefined");
        },
        badPath: (_, _args, { sources }) => sources.api.one(".."),
        upstream: (_, _args, { sources }) => sources.api.one("1"),
        odd: () => Promise.reject("a string"),
      },
    },
  });

  it.each<[string, boolean, object]>([
    ["deliberate", true, { message: "No more than ten", extensions: {} }],
    ["coded", true, { message: "Not yours", extensions: { code: "FORBIDDEN" } }],
    ["fault", true, { message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    ["fault", false, { message: "cannot read password of undefined", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    ["odd", true, { message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    ["badPath", true, { message: "A value would be a dot segment.", extensions: { code: "BAD_USER_INPUT" } }],
    [
      "upstream",
      true,
      { message: "The upstream service answered 503.", extensions: { code: "UPSTREAM_ERROR", http: { status: 503 } } },
    ],
  ])(
    "%s (production: %s) is told with its path, beside the data that could be had",
    async (field, production, error) => {
      const upstream = await startUpstream(() => ({ status: 503, body: "secret" }));
      const options = { definition: failing, production, sources: { api: { baseUrl: upstream.url } } };
      expect(await run(options, upstream.context(), queryOf(field))).toEqual({
        data: { fine: "fine", list: [{ [field]: null }] },
        errors: [{ ...error, path: ["list", 0, field] }],
      });
    },
  );

  it("keeps what was thrown for the log", async () => {
    const upstream = await startUpstream(() => ({}));
    const subgraph = await createCodedSubgraph({ definition: failing, production: true });
    const result = await subgraph.prepare(parse(queryOf("fault"))).execute({}, upstream.context());
    expect(result.errors[0]?.cause).toBeInstanceOf(TypeError);
    expect(Object.keys(result.errors[0] ?? {})).toEqual(["message", "path", "extensions"]);
  });

  it("is told where a resolver waits for what nobody aborts, as soon as the operation's time is over", async () => {
    let lastIsCalled = false;
    const definition = defineSubgraph({
      name: "slow",
      typeDefs: `
        type Query { never: Int calls: Int list: [Item!] must: Int! }
        type Mutation { first: Int never: Int last: Boolean }
        type Item { never: Int }
      `,
      sources: { api: ReviewsApi },
      resolvers: {
        Query: {
          never: () => new Promise<number>(() => {}),
          calls: (_, _args, { sources }) => sources.api.one("1").then(() => 1),
          list: () => [{}, {}],
          must: () => new Promise<number>(() => {}),
        },
        Mutation: { first: () => 1, never: () => new Promise<number>(() => {}), last: () => (lastIsCalled = true) },
        Item: { never: () => new Promise<number>(() => {}) },
      },
    });
    const upstream = await startUpstream(() => {});
    const options = { definition, sources: { api: { baseUrl: upstream.url } } };
    const within = (timeoutMs: number): OperationContext =>
      upstream.context({ rest: upstream.operation({ timeoutMs }) });
    // One that waits for a service is told by the call, and what else was asked is there.
    expect(await run(options, within(50), "{ __typename calls }")).toMatchObject({
      data: { __typename: "Query", calls: null },
      errors: [{ path: ["calls"], extensions: { code: "UPSTREAM_TIMEOUT" } }],
    });
    expect(await run(options, within(50), "{ never __typename }")).toEqual({
      data: { never: null, __typename: "Query" },
      errors: [late("never")],
    });
    // Whatever is below a root field is lost with it.
    expect(await run(options, within(50), "{ list { never } __typename }")).toEqual({
      data: { list: null, __typename: "Query" },
      errors: [late("list")],
    });
    expect(await run(options, within(50), "{ must __typename }")).toEqual({ data: null, errors: [late("must")] });
    const begun = { ...late("last"), message: "The operation's time was over before this was begun." };
    expect(await run(options, within(50), "mutation { first never last }")).toEqual({
      data: { first: 1, never: null, last: null },
      errors: [late("never"), begun],
    });
    expect(lastIsCalled).toBe(false);
  });

  it("in a source's constructor fails the fetch, not the process", async () => {
    class Broken extends RestSource {
      readonly token = ((): string => {
        throw new Error("no token");
      })();
    }
    const definition = defineSubgraph({ name: "x", typeDefs: "type Query { a: Int }", sources: { api: Broken } });
    const upstream = await startUpstream(() => ({}));
    expect(await run({ definition }, upstream.context(), "{ a }")).toEqual({
      data: null,
      errors: [{ message: "no token", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
  });

  it("in the variables is told", async () => {
    const upstream = await startUpstream(() => ({}));
    const result = await run(
      { definition: reviews },
      upstream.context(),
      "query ($id: ID!) { review(id: $id) { id } }",
    );
    expect(result.data).toBeNull();
    expect(result.errors).toMatchObject([{ message: expect.stringContaining("$id") }]);
  });
});

describe("the calls of a fetch", () => {
  const unknown = { method: null, url: null, per: "unknown", batchSize: null, lists: [], optional: true, after: [] };

  it.each([
    [
      "{ a: review(id: 1) { id } b: review(id: 2) { id } viewer }",
      [
        ["reviews:Query.review", false],
        ["reviews:Query.viewer", false],
      ],
    ],
    ["{ ...F } fragment F on Query { ... on Query { viewer } }", [["reviews:Query.viewer", false]]],
    [
      "query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Product { id } ...R } } fragment R on Review { id }",
      [
        ["reviews:Product", true],
        ["reviews:Review", true],
      ],
    ],
  ])("%s", async (query, expected) => {
    const subgraph = await createCodedSubgraph({ definition: reviews });
    expect(subgraph.prepare(parse(query)).calls).toEqual(
      expected.map(([coordinate, perEntity]) => ({ ...unknown, coordinate, perEntity })),
    );
  });
});
