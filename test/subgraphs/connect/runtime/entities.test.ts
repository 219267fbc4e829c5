import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

const entities = (type: string, selection: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`;

const users = (...ids: unknown[]): { representations: unknown[] } => ({
  representations: ids.map((id) => ({ __typename: "User", id })),
});

const byIds = (url: string): { id: number; name: string }[] =>
  (url.split("ids=")[1] ?? "")
    .split("%2C")
    .map((id) => ({ id: Number(id), name: `n${id}` }))
    .toReversed();
const posts = (id: number, first: number): unknown => [{ title: `/users/${id}/posts?first=${first}` }];
const order = (name: string): unknown => ({ customer: { company: { country: { name } } } });

describe("an explicit entity resolver", () => {
  it("is called for each distinct key, with the representation as its arguments", async () => {
    const shop = await start({
      sdl: `
        type Query {
          user(id: ID!): User
            @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name", entity: true)
        }
        type User @key(fields: "id") { id: ID! name: String }`,
      handler: ({ url }) => ({ json: { id: url.split("/").at(-1), name: `n${url}` } }),
    });
    const { data, errors } = await shop.run(entities("User", "__typename name"), users("1", 2, "1"));
    expect(errors).toEqual([]);
    expect(data).toEqual({
      _entities: [
        { __typename: "User", name: "n/users/1" },
        { __typename: "User", name: "n/users/2" },
        { __typename: "User", name: "n/users/1" },
      ],
    });
    expect(shop.calls().toSorted()).toEqual(["GET /users/1", "GET /users/2"]);
  });
});

describe("a type-level connector for one object", () => {
  const sdl = `
    type Query { a: String }
    type User @key(fields: "id")
      @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name") { id: ID! name: String }`;

  it("is called for each distinct key", async () => {
    const shop = await start({ sdl, handler: ({ url }) => ({ json: { id: url.split("/").at(-1), name: url } }) });
    const { data } = await shop.run(entities("User", "name"), users("1", "2", 1));
    expect(data).toEqual({ _entities: [{ name: "/users/1" }, { name: "/users/2" }, { name: "/users/1" }] });
    expect(shop.calls().toSorted()).toEqual(["GET /users/1", "GET /users/2"]);
  });

  it("makes no call where the representation has all that is selected", async () => {
    const shop = await start({ sdl, handler: () => ({ json: {} }) });
    const { data, errors } = await shop.run(entities("User", "id __typename"), users(7));
    expect({ data, errors }).toEqual({ data: { _entities: [{ id: "7", __typename: "User" }] }, errors: [] });
    expect(shop.calls()).toEqual([]);
  });

  it("answers a null key with null and no call, unless the settings ask for one", async () => {
    const shop = await start({ sdl, handler: ({ url }) => ({ json: { id: "", name: url } }) });
    const { data, errors } = await shop.run(entities("User", "name"), users(null, "1", undefined));
    expect({ data, errors }).toEqual({ data: { _entities: [null, { name: "/users/1" }, null] }, errors: [] });
    expect(shop.calls()).toEqual(["GET /users/1"]);

    const eager = await start({
      sdl,
      settings: { callOnNullKey: true },
      handler: ({ url }) => ({ json: { name: url } }),
    });
    expect((await eager.run(entities("User", "name"), users(null))).data).toEqual({ _entities: [{ name: "/users/" }] });
  });

  it("is null without an error where the answer is null, and null with one error where the call fails", async () => {
    const shop = await start({
      sdl,
      handler: ({ url }) => (url === "/users/1" ? { json: null } : { status: 500, body: "secret" }),
    });
    const { data, errors } = await shop.run(entities("User", "name id2: id"), users("1", "2"));
    expect(data).toEqual({ _entities: [null, null] });
    expect(errors).toEqual([
      {
        message: "The upstream service answered with an error.",
        path: ["_entities", 1, "name"],
        extensions: {
          code: "CONNECTOR_FETCH",
          reason: "UPSTREAM_ERROR",
          service: "shop",
          connector: { coordinate: "shop:User[0]" },
          http: { status: 500 },
        },
      },
    ]);
  });

  it("reports an answer that is no object", async () => {
    const shop = await start({ sdl, handler: () => ({ json: [{ id: 1, name: "A" }] }) });
    const { data, errors } = await shop.run(entities("User", "name"), users("1"));
    expect(data).toEqual({ _entities: [null] });
    expect(errors).toMatchObject([
      {
        message: "Expected an object, but the mapped value is of another kind.",
        path: ["_entities", 0, "name"],
        extensions: { code: "CONNECTORS_RESPONSE_SHAPE" },
      },
    ]);
  });
});

describe("a batch connector", () => {
  const sdl = `
    type Query { posts: [Post!]! @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: userId }") }
    type Post { id: ID! author: User }
    type User @key(fields: "id")
      @connect(
        source: "api"
        http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }
        batch: { maxSize: 3 }
        selection: "id name"
      ) { id: ID! name: String }`;
  it("asks for the distinct keys of a list once, in chunks, and finds the answers by key", async () => {
    const shop = await start({
      sdl,
      handler: ({ url }) =>
        url === "/posts"
          ? { json: [1, 2, 1, null, 3, 4].map((userId, id) => ({ id, userId })) }
          : { json: [...byIds(url), { id: 99, name: "extra" }] },
    });
    const { data, errors } = await shop.run("{ posts { author { name } } }");
    expect(errors).toEqual([]);
    expect(data).toEqual({
      posts: [
        { author: { name: "n1" } },
        { author: { name: "n2" } },
        { author: { name: "n1" } },
        { author: null },
        { author: { name: "n3" } },
        { author: { name: "n4" } },
      ],
    });
    expect(shop.calls()).toEqual(["GET /posts", "GET /users?ids=1%2C2%2C3", "GET /users?ids=4"]);
  });

  it("answers all representations of a fetch, absent ones with null", async () => {
    const shop = await start({ sdl, handler: ({ url }) => ({ json: byIds(url).filter(({ id }) => id !== 2) }) });
    const { data, errors } = await shop.run(entities("User", "name"), users("2", "1", "2", "1", null));
    expect({ data, errors }).toEqual({
      data: { _entities: [null, { name: "n1" }, null, { name: "n1" }, null] },
      errors: [],
    });
    expect(shop.calls()).toEqual(["GET /users?ids=2%2C1"]);
  });

  it("serves all places that start together with one call", async () => {
    const shop = await start({
      sdl: sdl
        .replace("author: User", "author: User editor: User")
        .replace("userId }", "userId } editor: { id: editorId }"),
      handler: ({ url }) =>
        url === "/posts"
          ? {
              json: [
                { id: 1, userId: 1, editorId: 2 },
                { id: 2, userId: 2, editorId: null },
              ],
            }
          : { json: byIds(url) },
    });
    const { data, errors } = await shop.run("{ posts { author { name } editor { id name } } }");
    expect(errors).toEqual([]);
    expect(data).toEqual({
      posts: [
        { author: { name: "n1" }, editor: { id: "2", name: "n2" } },
        { author: { name: "n2" }, editor: null },
      ],
    });
    await shop.run(
      `query ($a: [_Any!]!, $b: [_Any!]!) {
        a: _entities(representations: $a) { ... on User { name } }
        b: _entities(representations: $b) { ... on User { id name } }
      }`,
      { a: users("1", "2").representations, b: users("2", "3").representations },
    );
    expect(shop.calls()).toEqual(["GET /posts", "GET /users?ids=1%2C2", "GET /users?ids=1%2C2%2C3"]);
  });

  it("matches nothing with null", async () => {
    const shop = await start({ sdl, handler: () => ({ json: [{ id: null, name: "nobody" }, null, 3] }) });
    expect((await shop.run(entities("User", "name"), users("null", "1"))).data).toEqual({ _entities: [null, null] });
  });

  it("gives every object of a failed chunk the error, at its own path", async () => {
    const shop = await start({
      sdl,
      handler: ({ url }) => (url.includes("4") ? { status: 503 } : { json: byIds(url) }),
    });
    const { data, errors } = await shop.run(entities("User", "name"), users("1", "2", "3", "4", "5"));
    expect(data).toEqual({ _entities: [{ name: "n1" }, { name: "n2" }, { name: "n3" }, null, null] });
    expect(errors.map(({ path }) => path)).toEqual([
      ["_entities", 3, "name"],
      ["_entities", 4, "name"],
    ]);
  });

  it("gives an object that loses several fields one error, at the object", async () => {
    const shop = await start({
      sdl: sdl.replaceAll("id name", "id name email").replace("name: String", "name: String email: String"),
      handler: ({ url }) => (url === "/posts" ? { json: [{ id: 1, userId: 7 }] } : { status: 503 }),
    });
    const { data, errors } = await shop.run("{ posts { author { name email } } }");
    expect(data).toEqual({ posts: [{ author: { name: undefined, email: undefined } }] });
    expect(errors.map(({ path }) => path)).toEqual([["posts", 0, "author"]]);
  });

  it.each([
    ["an object", { id: 1 }, 1],
    ["a text", "oops", 1],
    ["null", null, 0],
  ])("reports an answer that is %s unless it is null", async (_kind, json, errorCount) => {
    const shop = await start({ sdl: sdl.replace("id name", "$"), handler: () => ({ json }) });
    const { data, errors } = await shop.run(entities("User", "name"), users("1"));
    expect(data).toEqual({ _entities: [null] });
    expect(errors).toHaveLength(errorCount);
    if (errorCount > 0) expect(errors[0]?.extensions?.["code"]).toBe("CONNECTORS_RESPONSE_SHAPE");
  });

  it("halves a chunk until its URL fits", async () => {
    const shop = await start({
      sdl: sdl.replace("batch: { maxSize: 3 }", ""),
      // The server's own address is part of what is measured; 20 ids of 10 digits do not fit, 5 do.
      settings: { maxUrlBytes: 120 },
      handler: ({ url }) => ({ json: byIds(url) }),
    });
    const ids = Array.from({ length: 20 }, (_, index) => String(1_000_000_000 + index));
    const { data, errors } = await shop.run(entities("User", "name"), users(...ids));
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: ids.map((id) => ({ name: `n${id}` })) });
    expect(shop.calls()).toHaveLength(4);
    for (const { url } of shop.requests) expect(shop.url.length + url.length).toBeLessThanOrEqual(120);
  });

  it("sends one key whose URL is too long, since nothing shorter asks for it", async () => {
    const shop = await start({ sdl, settings: { maxUrlBytes: 10 }, handler: ({ url }) => ({ json: byIds(url) }) });
    expect((await shop.run(entities("User", "name"), users("1", "2"))).data).toEqual({
      _entities: [{ name: "n1" }, { name: "n2" }],
    });
    expect(shop.calls().toSorted()).toEqual(["GET /users?ids=1", "GET /users?ids=2"]);
  });

  it("divides a batch with a body by its size alone", async () => {
    const shop = await start({
      settings: { maxUrlBytes: 10 },
      sdl: `
        type Query { a: String }
        type Item @key(fields: "sku org { id }")
          @connect(
            source: "api"
            http: { POST: "/items", body: "keys: $batch { sku org: org.id }" }
            batch: { maxSize: 2 }
            selection: "sku org { id } price"
          ) { sku: String! org: Org! price: Float }
        type Org { id: ID! }`,
      handler: ({ body }) => {
        const { keys } = JSON.parse(body) as { keys: { sku: string; org: string }[] };
        return { json: keys.map(({ sku, org }) => ({ sku, org: { id: org }, price: sku.length })) };
      },
    });
    const representations = ["a", "bb", "ccc"].map((sku) => ({ __typename: "Item", sku, org: { id: "7" } }));
    const { data, errors } = await shop.run(entities("Item", "price"), { representations });
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: [{ price: 1 }, { price: 2 }, { price: 3 }] });
    expect(shop.requests.map(({ body }) => body)).toEqual([
      '{"keys":[{"sku":"a","org":"7"},{"sku":"bb","org":"7"}]}',
      '{"keys":[{"sku":"ccc","org":"7"}]}',
    ]);
  });
});

describe("a field's own connector", () => {
  const sdl = `
    type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name teamId") }
    type User @key(fields: "id") {
      id: ID!
      name: String
      teamId: ID
      posts(first: Int): [Post]
        @connect(source: "api", http: { GET: "/users/{$this.id}/posts?first={$args.first}" }, selection: "title")
      team: Team @connect(source: "api", http: { GET: "/teams?id={$this.teamId}" }, selection: "name")
    }
    type Post { title: String }
    type Team { name: String }`;

  it("reads $this although the client selected nothing of it, and shares calls of equal objects", async () => {
    const shop = await start({
      sdl,
      handler: ({ url }) =>
        url === "/users"
          ? {
              json: [
                { id: 1, name: "A", teamId: 5 },
                { id: 2, name: "B", teamId: 5 },
                { id: 3, teamId: null },
              ],
            }
          : url.startsWith("/teams")
            ? { json: { name: url } }
            : { json: [{ title: url }] },
    });
    const { data, errors } = await shop.run(
      "{ users { two: posts(first: 2) { title } one: posts(first: 1) { title } team { name } } }",
    );
    expect(errors).toEqual([]);
    const team = { name: "/teams?id=5" };
    expect(data).toEqual({
      users: [
        { two: posts(1, 2), one: posts(1, 1), team },
        { two: posts(2, 2), one: posts(2, 1), team },
        { two: posts(3, 2), one: posts(3, 1), team: null },
      ],
    });
    expect(shop.calls().filter((call) => call.includes("/teams"))).toEqual(["GET /teams?id=5"]);
    expect(shop.calls()).toHaveLength(8);
  });

  it.each([
    ["the URL", 'GET: "/teams?id={$this.teamId}"'],
    ["`path`", 'GET: "/teams", path: "$([$this.teamId])"'],
    ["`queryParams`", 'GET: "/teams", queryParams: "id: $this.teamId"'],
  ])("is null without a call where its key in %s is null", async (_place, http) => {
    const shop = await start({
      sdl: sdl.replace('GET: "/teams?id={$this.teamId}"', http),
      handler: ({ url }) =>
        url === "/users" ? { json: [{ id: 1, teamId: null }, { id: 2 }] } : { json: { name: url } },
    });
    expect(await shop.run("{ users { team { name } } }")).toEqual({
      data: { users: [{ team: null }, { team: null }] },
      errors: [],
    });
    expect(shop.calls()).toEqual(["GET /users"]);
  });

  it("resolves representations", async () => {
    const shop = await start({ sdl, handler: ({ url }) => ({ json: [{ title: url }] }) });
    const { data } = await shop.run(entities("User", "posts(first: 3) { title }"), users("1", "1"));
    expect(data).toEqual({
      _entities: [{ posts: [{ title: "/users/1/posts?first=3" }] }, { posts: [{ title: "/users/1/posts?first=3" }] }],
    });
    expect(shop.calls()).toEqual(["GET /users/1/posts?first=3"]);
  });

  it("may read an object as a whole of which the client selects a part", async () => {
    const shop = await start({
      sdl: `
        type Query { boxes: [Box] @connect(source: "api", http: { GET: "/boxes" }, selection: "id size { w h }") }
        type Box @key(fields: "id size { w h }") {
          id: ID!
          size: Size
          price: String @connect(source: "api", http: { POST: "/price", body: "size: $this.size" }, selection: "$.text")
        }
        type Size { w: Int h: Int }`,
      handler: ({ method, body }) =>
        method === "GET" ? { json: [{ id: 1, size: { w: 1, h: 2 } }] } : { json: { text: body } },
    });
    const { data } = await shop.run("{ boxes { price size { w } } }");
    expect(data).toEqual({ boxes: [{ price: '{"size":{"w":1,"h":2}}', size: { w: 1 } }] });
  });

  it("takes @requires inputs from the representation, null ones passed on outside the URL", async () => {
    const shop = await start({
      sdl: `
        type Query { a: String }
        type Product @key(fields: "id") {
          id: ID!
          weight: Float @external
          box: Box @external
          shipping: String @requires(fields: "weight box { size }")
            @connect(
              source: "api"
              http: { POST: "/ship/{$this.id}", body: "weight: $this.weight size: $this.box.size" }
              selection: "$.cost"
            )
        }
        type Box { size: Int @external }`,
      handler: ({ body }) => ({ json: { cost: body } }),
    });
    const { data, errors } = await shop.run(entities("Product", "shipping"), {
      representations: [
        { __typename: "Product", id: "1", weight: 2.5, box: { size: 3 } },
        { __typename: "Product", id: "2", weight: null, box: null },
      ],
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: [{ shipping: '{"weight":2.5,"size":3}' }, { shipping: '{"weight":null}' }] });
  });
});

describe("a field's own connector of which a key is null", () => {
  it("is called once for all objects that are equal", async () => {
    const shop = await start({
      sdl: `
        type Query { posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "author region") }
        type Post {
          author: ID
          region: String
          name: String @connect(source: "api", http: { POST: "/name", body: "$this { author region }" }, selection: "$.text")
        }`,
      handler: ({ method, body }) =>
        method === "POST"
          ? { json: { text: body } }
          : {
              json: [
                { author: "1", region: null },
                { author: "1", region: "eu" },
                { author: "1", region: null },
                { author: "2", region: null },
                { author: "1", region: null },
              ],
            },
    });
    const { data, errors } = await shop.run("{ posts { name } }");
    expect(errors).toEqual([]);
    const nowhere = { name: '{"author":"1","region":null}' };
    expect(data).toEqual({
      posts: [
        nowhere,
        { name: '{"author":"1","region":"eu"}' },
        nowhere,
        { name: '{"author":"2","region":null}' },
        nowhere,
      ],
    });
    expect(shop.calls()).toEqual(["GET /posts", "POST /name", "POST /name", "POST /name"]);
  });
});

describe("chains", () => {
  it("asks one connector for the key of the next, whole lists at a time", async () => {
    const shop = await start({
      sdl: `
        type Query { orders: [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "id customer: { id: customerId }") }
        type Order { id: ID! customer: Customer }
        type Customer @key(fields: "id")
          @connect(source: "api", http: { GET: "/customers/{$this.id}" }, selection: "id companyId") {
          id: ID!
          companyId: ID
          company: Company @connect(source: "api", http: { GET: "/companies/{$this.companyId}" }, selection: "id country: { code: countryCode }")
        }
        type Company { id: ID! country: Country }
        type Country @key(fields: "code")
          @connect(source: "api", http: { GET: "/countries?codes={$batch.code->joinNotNull(',')}" }, selection: "code name") {
          code: ID!
          name: String
        }`,
      handler: ({ url }) => {
        const last = url.split(/[/=]/).at(-1) ?? "";
        if (url === "/orders") return { json: [1, 2, 3].map((id) => ({ id, customerId: id % 2 })) };
        if (url.startsWith("/customers")) return { json: { id: last, companyId: `c${last}` } };
        if (url.startsWith("/companies")) return { json: { id: last, countryCode: `${last}-x` } };
        return { json: last.split("%2C").map((code) => ({ code, name: code.toUpperCase() })) };
      },
    });
    const { data, errors } = await shop.run("{ orders { customer { company { country { name } } } } }");
    expect(errors).toEqual([]);
    expect(data).toEqual({ orders: [order("C1-X"), order("C0-X"), order("C1-X")] });
    expect(shop.calls()).toEqual([
      "GET /orders",
      "GET /customers/1",
      "GET /customers/0",
      "GET /companies/c1",
      "GET /companies/c0",
      "GET /countries?codes=c1-x%2Cc0-x",
    ]);
  });

  it("fails what waits for a failed call with that call's error", async () => {
    const shop = await start({
      sdl: `
        type Query { a: String }
        type User @key(fields: "id") @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id teamId") {
          id: ID!
          teamId: ID
          team: String @connect(source: "api", http: { GET: "/teams/{$this.teamId}" }, selection: "$.name")
        }`,
      handler: () => ({ status: 404 }),
    });
    const { data, errors } = await shop.run(entities("User", "team"), users("1"));
    expect(data).toEqual({ _entities: [null] });
    expect(errors).toMatchObject([
      {
        path: ["_entities", 0, "team"],
        extensions: { reason: "NOT_FOUND", connector: { coordinate: "shop:User[0]" } },
      },
    ]);
    expect(shop.calls()).toEqual(["GET /users/1"]);
  });

  it("takes another connector for what an embedded object lacks", async () => {
    const shop = await start({
      sdl: `
        type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id address { city }") }
        type User @key(fields: "id") @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id address { city street }") {
          id: ID!
          address: Address
        }
        type Address { city: String street: String }`,
      handler: ({ url }) =>
        url === "/users"
          ? { json: [{ id: 1, address: { city: "Bonn" } }] }
          : { json: { id: 1, address: { city: "Bonn", street: "Ring" } } },
    });
    expect((await shop.run("{ users { address { city } } }")).data).toEqual({ users: [{ address: { city: "Bonn" } }] });
    expect((await shop.run("{ users { address { street city } } }")).data).toEqual({
      users: [{ address: { street: "Ring", city: "Bonn" } }],
    });
    expect(shop.calls()).toEqual(["GET /users", "GET /users", "GET /users/1"]);
  });

  it("says which field no connector resolves", async () => {
    const shop = await start({
      sdl: `
        type Query { user: User @connect(source: "api", http: { GET: "/user" }, selection: "id") }
        type User { id: ID name: String }`,
      handler: () => ({ json: { id: 1 } }),
    });
    const { data, errors } = await shop.run("{ user { id name } }");
    expect(data).toEqual({ user: { id: "1", name: null } });
    expect(errors).toEqual([
      {
        message: "`User.name`: no connector resolves this field here.",
        path: ["user", "name"],
        extensions: { code: "CONNECTOR_UNRESOLVED_FIELD" },
      },
    ]);
  });
});

describe("representations", () => {
  const sdl = `
    type Query { media(id: ID!): Media @connect(source: "api", entity: true, http: { GET: "/media/{$args.id}" }, selection: """
      id ... kind->match(["book", { __typename: "Book", title: title }], ["film", { __typename: "Film", title: title }])
    """) }
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! title: String }
    type Film implements Media @key(fields: "id") { id: ID! title: String }
    type Review @key(fields: "id") @interfaceObject { id: ID! stars: Int @connect(source: "api", http: { GET: "/stars/{$this.id}" }, selection: "$") }`;

  it("of an interface are answered with the object's own type", async () => {
    const shop = await start({
      version: "v0.4",
      sdl,
      handler: ({ url }) => ({ json: { id: "1", kind: url.endsWith("1") ? "book" : "film", title: url } }),
    });
    const { data, errors } = await shop.run(entities("Media", "__typename title"), {
      representations: [
        { __typename: "Media", id: "1" },
        { __typename: "Media", id: "2" },
        { __typename: "Book", id: "1" },
      ],
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      _entities: [
        { __typename: "Book", title: "/media/1" },
        { __typename: "Film", title: "/media/2" },
        { __typename: "Book", title: "/media/1" },
      ],
    });
  });

  it("of several types and in several aliased _entities are each answered in their place", async () => {
    const shop = await start({
      version: "v0.4",
      sdl,
      handler: ({ url }) => ({ json: url.startsWith("/stars") ? 5 : { id: "9", kind: "film", title: url } }),
    });
    const { data, errors } = await shop.run(
      `query ($a: [_Any!]!, $b: [_Any!]!) {
        one: _entities(representations: $a) { ... on Film { title } ... on Review { stars } }
        two: _entities(representations: $b) { __typename ... on Review { id } }
      }`,
      {
        a: [
          { __typename: "Review", id: "1" },
          { __typename: "Film", id: "9" },
        ],
        b: [{ __typename: "Review", id: "2" }],
      },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ one: [{ stars: 5 }, { title: "/media/9" }], two: [{ __typename: "Review", id: "2" }] });
  });

  it("of an unknown type are null with an error", async () => {
    const shop = await start({ version: "v0.4", sdl, handler: () => ({}) });
    const { data, errors } = await shop.run(entities("Film", "title"), {
      representations: [{ __typename: "Ghost", id: 1 }, 5],
    });
    expect(data).toEqual({ _entities: [null, null] });
    expect(errors.map(({ path }) => path)).toEqual([
      ["_entities", 0],
      ["_entities", 1],
    ]);
  });

  it("with different keys of one type are each found by their own", async () => {
    const shop = await start({
      sdl: `
        type Query {
          bySku(sku: ID!): Product
            @connect(source: "api", http: { GET: "/sku/{$args.sku}" }, selection: "id sku", entity: true)
        }
        type Product @key(fields: "id") @key(fields: "sku")
          @connect(source: "api", http: { GET: "/products?ids={$batch.id->joinNotNull(',')}" }, selection: "id sku price") {
          id: ID!
          sku: ID!
          price: Int
          stock: Int @connect(source: "api", http: { GET: "/stock/{$this.sku}" }, selection: "$")
        }`,
      handler: ({ url }) => {
        if (url.startsWith("/stock/")) return { json: 7 };
        if (url.startsWith("/sku/")) return { json: { id: `id-${url.slice(5)}`, sku: url.slice(5) } };
        const ids = decodeURIComponent(url.split("=")[1] ?? "").split(",");
        return { json: ids.map((id) => ({ id, sku: id.slice(3), price: 5 })) };
      },
    });
    const { data, errors } = await shop.run(entities("Product", "id sku price stock"), {
      representations: [
        { __typename: "Product", id: "id-a" },
        { __typename: "Product", sku: "b" },
        { __typename: "Product", id: "id-c", sku: "c" },
      ],
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      _entities: [
        { id: "id-a", sku: "a", price: 5, stock: 7 },
        { id: "id-b", sku: "b", price: 5, stock: 7 },
        { id: "id-c", sku: "c", price: 5, stock: 7 },
      ],
    });
    expect(shop.calls().toSorted()).toEqual([
      "GET /products?ids=id-a%2Cid-c",
      "GET /products?ids=id-b",
      "GET /sku/b",
      "GET /stock/a",
      "GET /stock/b",
      "GET /stock/c",
    ]);
  });
});
