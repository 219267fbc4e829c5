import { afterEach, describe, expect, it } from "@jest/globals";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { runProbes } from "../../../cli/checks/probe.ts";
import type { ProbeConfig } from "../../../cli/config/config.ts";
import type { Finding } from "../../../schema/checks/finding.ts";
import { startOf } from "../../../schema/source-text.ts";
import type { SourceSettings } from "../../../subgraphs/connect/connector.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { parseDocument } from "../../schema/support.ts";
import { connectLinks } from "../../support/declared-graph.ts";
import { startRestServer, type Handler, type RestServer } from "../../support/rest-server.ts";

const sdl = `${connectLinks}
@source(
  name: "api"
  http: { baseURL: "http://rest.invalid", headers: [{ name: "Authorization", from: "Authorization" }, { name: "X-Key", value: "{$env.KEY}" }] }
)
type Query {
  user(id: ID!, lang: String = "en"): User
    @connect(source: "api", http: { GET: "/users/{$args.id}?lang={$args.lang}" }, selection: """
      id
      name: full_name
      age
      role
      address { city }
      friend: { id: friendId }
    """, entity: true)
  ping: Int @connect(source: "api", http: { GET: "/ping" }, selection: "$")
}
type Mutation {
  remove(id: ID!): ID @connect(source: "api", http: { DELETE: "/users/{$args.id}" }, selection: "$.id")
}
enum Role { ADMIN GUEST }
type Address { city: String! }
type User @key(fields: "id") {
  id: ID!
  name: String!
  age: Int
  role: Role
  address: Address
  friend: Friend
  posts: [String!] @connect(source: "api", http: { GET: "/users/{$this.id}/posts" }, selection: "$.titles")
}
type Friend @key(fields: "id") 
  @connect(source: "api", http: { GET: "/friends", queryParams: "id: $batch.id" }, selection: "id mood") {
  id: ID!
  mood: String!
}`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Given {
  readonly probes: readonly ProbeConfig[];
  readonly handler?: Handler;
  readonly settings?: SourceSettings;
  readonly env?: Readonly<Record<string, string>>;
}

/** Its findings, and what the service was asked. */
async function probe({ probes, handler = () => ({ json: ada }), settings, env = { KEY: "k" } }: Given): Promise<{
  findings: Finding[];
  asked: RestServer["requests"];
}> {
  const server = await startRestServer(handler);
  closing.push(() => server.close());
  const document = parseDocument(sdl, "users.graphql");
  const { model, diagnostics } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  const findings = await runProbes({
    transport: openTransport(),
    probes,
    declared: [{ model, document, file: "users.graphql" }],
    sources: { "users.api": { baseUrl: server.url, ...settings } },
    env,
    locateProbe: (index) => ({ ...startOf("restuary.yaml"), line: index + 1 }),
  });
  return { findings, asked: server.requests };
}

const ada = { id: 1, full_name: "Ada", age: 36, role: "ADMIN", address: { city: "London" }, friendId: null };
const user: ProbeConfig = { connector: "users:Query.user[0]", args: { id: "1" } };

function textAt({ locations: [range] }: Finding): string | undefined {
  return range && sdl.split("\n")[range.line - 1]?.slice(range.column - 1, range.endColumn - 1);
}

describe("runProbes", () => {
  it("finds nothing where the answer fits, and asks by the source's settings, as a client would", async () => {
    const { findings, asked } = await probe({
      probes: [{ ...user, headers: { Authorization: "Bearer {$env.TOKEN}", "X-Tenant": "eu" } }],
      settings: { forward: ["x-tenant"] },
      env: { KEY: "the key", TOKEN: "t0ken" },
    });
    expect(findings).toEqual([]);
    expect(asked).toMatchObject([
      {
        method: "GET",
        url: "/users/1?lang=en",
        headers: { authorization: "Bearer t0ken", "x-key": "the key", "x-tenant": "eu" },
      },
    ]);
  });

  it("finds null where the type is non-null, with its place in the mapping", async () => {
    const { findings } = await probe({ probes: [user], handler: () => ({ json: { ...ada, full_name: null } }) });
    expect(findings).toEqual([
      {
        check: "probe",
        code: "PROBE_NULL",
        severity: "error",
        message: "`User.name` is null, but its type is `String!`.",
        locations: [{ file: "users.graphql", line: 12, column: 7, endLine: 12, endColumn: 22 }],
        coordinate: "User.name",
        subject: "users:Query.user[0] name",
      },
    ]);
    expect(findings.map(textAt)).toEqual(["name: full_name"]);
  });

  it("finds what is missing, and the null that it leaves", async () => {
    const { full_name: _gone, ...rest } = ada;
    const { findings } = await probe({ probes: [user], handler: () => ({ json: rest }) });
    expect(findings).toMatchObject([
      {
        code: "PROBE_MAPPING_PROBLEM",
        severity: "warning",
        message: expect.stringContaining("full_name"),
        coordinate: "Query.user",
      },
      { code: "PROBE_NULL", coordinate: "User.name" },
    ]);
    expect(findings.map(textAt)).toEqual(["full_name", "name: full_name"]);
  });

  it("finds values of wrong types, unknown enum values, and what is no object, without showing them", async () => {
    const json = { ...ada, age: "thirty-six, secretly", role: "OWNER", address: "London, secretly" };
    const { findings } = await probe({ probes: [user], handler: () => ({ json }) });
    expect(findings.filter(({ code }) => code !== "PROBE_MAPPING_PROBLEM")).toMatchObject([
      { code: "PROBE_TYPE", message: "`User.age` is a string that `Int` does not take.", locations: [{ line: 13 }] },
      { code: "PROBE_ENUM_VALUE", message: "`User.role` is `OWNER`, which `Role` has not.", locations: [{ line: 14 }] },
      {
        code: "PROBE_TYPE",
        message: "`User.address` is a string, but its type is an object.",
        locations: [{ line: 15 }],
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain("secretly");
  });

  it("counts what many items have in common", async () => {
    const { findings, asked } = await probe({
      probes: [{ connector: "Friend", batch: [{ id: "1" }, { id: "2" }, { id: "3" }] }],
      handler: () => ({
        json: [
          { id: 1, mood: "good" },
          { id: 2, mood: null },
          { id: 3, mood: null },
        ],
      }),
    });
    expect(asked.map(({ url }) => url)).toEqual(["/friends?id=1&id=2&id=3"]);
    expect(findings).toMatchObject([
      { code: "PROBE_NULL", message: "`Friend.mood` is null, but its type is `String!` (2 times in this answer)." },
    ]);
  });

  it.each<[string, Handler, string]>([
    ["status 503", () => ({ status: 503, json: {} }), "was answered with status 503."],
    ["no answer", (_request, response) => void response.destroy(), "got no answer: "],
    ["JSON that is broken", () => ({ body: "{", headers: { "content-type": "application/json" } }), "failed: "],
  ])("finds that a service answers with %s", async (_name, handler, text) => {
    const { findings } = await probe({ probes: [user], handler });
    expect(findings).toMatchObject([
      {
        code: "PROBE_FAILED",
        severity: "error",
        message: expect.stringContaining(
          `\`GET /users/{$args.id}?lang={$args.lang}\` (\`users:Query.user[0]\`) ${text}`,
        ),
        coordinate: "Query.user",
        locations: [{ file: "users.graphql", line: 10 }],
      },
    ]);
  });

  it("never sends anything but GET", async () => {
    const { findings, asked } = await probe({ probes: [{ connector: "Mutation.remove", args: { id: "1" } }] });
    expect(findings).toEqual([
      {
        check: "probe",
        code: "PROBE_UNSAFE",
        severity: "error",
        message: "`users:Mutation.remove[0]` sends DELETE, and probes only send GET: it is not called.",
        locations: [startOf("restuary.yaml")],
        subject: "users:Mutation.remove[0]",
      },
    ]);
    expect(asked).toEqual([]);
  });

  it.each<[ProbeConfig, string]>([
    [{ connector: "users:Query.usr" }, "`checks.probes`: there is no connector `users:Query.usr`."],
    [{ connector: "posts:Query.user" }, "`checks.probes`: there is no connector `posts:Query.user`."],
    [{ connector: "Query.user" }, "`users:Query.user[0]`: the argument `id` is of type `ID!`."],
    [{ ...user, args: { id: "1", lang: 7 } }, "`users:Query.user[0]`: the argument `lang` is of type `String`."],
    [{ ...user, args: { id: "1", x: 1 } }, "`users:Query.user[0]`: there is no argument `x`."],
    [{ connector: "User.posts" }, "`users:User.posts[0]`: it is called for an object, which `this` has to give."],
    [{ connector: "Friend" }, "`users:Friend[0]`: it takes a batch, which `batch` has to give."],
  ])("refuses %j without a call", async (config, message) => {
    const { findings, asked } = await probe({ probes: [config] });
    expect(findings).toMatchObject([
      {
        code: "PROBE_INVALID",
        severity: "error",
        message: expect.stringContaining(message),
        locations: [{ file: "restuary.yaml" }],
      },
    ]);
    expect(findings).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it("runs all probes, each with calls of its own, and reports in their order", async () => {
    const { findings, asked } = await probe({
      probes: [user, { connector: "Query.ping" }, { connector: "User.posts", this: { id: "7" } }, user],
      handler: ({ url }) => ({
        json: url === "/ping" ? "pong" : url.endsWith("posts") ? { titles: [null] } : { ...ada, age: 1.5 },
      }),
    });
    expect(asked.map(({ url }) => url).toSorted()).toEqual([
      "/ping",
      "/users/1?lang=en",
      "/users/1?lang=en",
      "/users/7/posts",
    ]);
    expect(findings.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual([
      "PROBE_TYPE User.age",
      "PROBE_TYPE Query.ping",
      "PROBE_NULL User.posts",
      "PROBE_TYPE User.age",
    ]);
  });
});
