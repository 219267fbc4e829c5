/** Whatever a client or a service writes into a value, it stays that value: no other path, host or header is reached. */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { startGatewayServer, type GatewayServer } from "../../gateway/http-server.ts";
import { openTransport } from "../../subgraphs/rest/open-transport.ts";
import { connectLinks, openDeclaredGraph } from "../support/declared-graph.ts";
import { fc } from "../support/properties.ts";
import { startRestServer, type RecordedRequest, type RestServer } from "../support/rest-server.ts";

let rest: RestServer;
/** What must never be asked. */
let canary: RestServer;
let gateway: GatewayServer;
let answer: (request: RecordedRequest) => object = () => ({ json: null });
const transport = openTransport();

beforeAll(async () => {
  canary = await startRestServer(() => ({ json: "canary" }));
  rest = await startRestServer((request) => answer(request));
  const graph = await openDeclaredGraph({
    things: `${connectLinks}
      @source(name: "api", http: {
        baseURL: "${rest.url}/api/v1"
        headers: [{ name: "x-tenant", value: "acme" }, { name: "x-forwarded-user", from: "x-user" }]
      })
      type Query {
        note(id: String!, note: String): String @connect(source: "api", http: {
          GET: "/items/{$args.id}/notes?v={$args.id}"
          queryParams: "q: $args.id"
          headers: [{ name: "x-note", value: "a {$args.note} b" }]
        }, selection: "$.v")
        item: Item @connect(source: "api", http: { GET: "/item" }, selection: "id owner: { id: owner }")
        moved: String @connect(source: "api", http: { GET: "/moved" }, selection: "$")
      }
      type Item { id: String owner: Owner }
      type Owner @key(fields: "id")
        @connect(source: "api", http: { GET: "/owners/{$this.id}/profile" }, selection: "id name") {
        id: String! name: String
      }`,
  });
  gateway = await startGatewayServer({ graph, transport, port: 0, production: true });
});

beforeEach(() => {
  rest.requests.length = 0;
});

afterAll(async () => {
  await gateway.stop();
  await transport.close();
  await rest.close();
  await canary.close();
});

interface Answer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-user": "ada", "x-admin": "true", cookie: "session=1" },
    body: JSON.stringify({ query, variables }),
  });
  // Nothing of a service's own head comes through to clients.
  expect(response.headers.get("set-cookie")).toBe(null);
  expect(response.headers.get("x-poison")).toBe(null);
  return (await response.json()) as Answer; // GraphQL over HTTP
}

/** `npm run test:fuzz` has more. */
const runs = 100;

/** What a service is told by each request, beside what the source says. */
const ownHeaders = ["accept-encoding", "connection", "host", "x-forwarded-user", "x-tenant"];

function headersOf({ headers }: RecordedRequest): string[] {
  return Object.keys(headers).toSorted();
}

/** Made of what has a meaning to URLs, HTTP or templates, and of anything else. */
function hostileText(): fc.Arbitrary<string> {
  const meaning = fc.constantFrom(
    "..",
    ".",
    "/",
    "//",
    "\\",
    "%2e",
    "%2F",
    "%00",
    "%",
    "http://",
    "@",
    ":",
    "?",
    "&",
    "=",
    "#",
    ";",
    "{$args.id}",
    "\r\n",
    "\n",
    "\r",
    "\0",
    "\t",
    " ",
    "x-admin: true",
    "HTTP/1.1",
    "é",
    "\u2028",
    "\ud800",
    "__proto__",
  );
  const canaryHost = fc.constant(new URL(canary.url).host);
  const part = fc.oneof({ weight: 5, arbitrary: meaning }, fc.string({ unit: "binary", maxLength: 3 }), canaryHost);
  return fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
}

it("keeps a client's text in its segment, parameter and header, or sends nothing", async () => {
  answer = () => ({ headers: { "set-cookie": "a=b", "x-poison": "1" }, json: { v: "ok" } });
  await fc.assert(
    fc.asyncProperty(hostileText(), hostileText(), async (id, note) => {
      rest.requests.length = 0;
      const variables = { id, note };
      const { data, errors } = await ask(
        "query ($id: String!, $note: String) { note(id: $id, note: $note) }",
        variables,
      );
      const [request] = rest.requests;
      if (!request) {
        expect(data).toEqual({ note: null });
        expect(errors).toMatchObject([{ extensions: { reason: "BAD_USER_INPUT" } }]);
        return;
      }
      expect(rest.requests).toHaveLength(1);
      expect(data).toEqual({ note: "ok" });
      const [path = "", query = ""] = request.url.split("?");
      expect(path.split("/").map(decodeURIComponent)).toEqual(["", "api", "v1", "items", id, "notes"]);
      expect(query.split("&").map((pair) => pair.split("=").map(decodeURIComponent))).toEqual([
        ["v", id],
        ["q", id],
      ]);
      expect(headersOf(request)).toEqual([...ownHeaders, "x-note"].toSorted());
      expect(request.headers).toMatchObject({ host: new URL(rest.url).host, "x-tenant": "acme" });
      // Node reads a header's bytes as Latin-1, and they were sent as such.
      expect(request.headers["x-note"]).toBe(`a ${note} b`);
    }),
    {
      numRuns: runs,
      examples: [
        ["..", ""],
        ["a", "\r\nx-admin: true"],
        ["\ud800", ""],
        ["a\0b", "é"],
      ],
    },
  );
  expect(canary.requests).toEqual([]);
});

it("keeps a service's text in its segment of the next request, or sends nothing", async () => {
  await fc.assert(
    fc.asyncProperty(hostileText(), async (owner) => {
      rest.requests.length = 0;
      answer = ({ url }) => ({ json: url === "/api/v1/item" ? { id: "1", owner } : { id: owner, name: "Ada" } });
      const { data } = await ask("{ item { id owner { name } } }");
      // What was found before is told, whatever comes of the rest.
      expect(data).toMatchObject({ item: { id: "1" } });
      const [first, ...others] = rest.requests;
      expect(first?.url).toBe("/api/v1/item");
      expect(others.length).toBeLessThanOrEqual(1);
      for (const request of others) {
        expect(request.url.split("/").map(decodeURIComponent)).toEqual(["", "api", "v1", "owners", owner, "profile"]);
        expect(headersOf(request)).toEqual(ownHeaders);
      }
    }),
    { numRuns: runs, examples: [[".."], ["../admin"], ["//evil"], ["\r\n"]] },
  );
  expect(canary.requests).toEqual([]);
});

it("follows no redirect to another host, however it is written", async () => {
  const canaryUrl = new URL(canary.url);
  const own = new URL(rest.url);
  const part = fc.constantFrom(
    "http:",
    "https:",
    "//",
    "/",
    "\\",
    "@",
    "..",
    "?",
    "#",
    "\t",
    " ",
    "%2f",
    ":80",
    ".",
    canaryUrl.host,
    canaryUrl.host,
    `:${canaryUrl.port}`,
    "127.0.0.1",
    "localhost",
    own.host,
    "[::1]",
    "2130706433",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(301, 302, 303, 307, 308),
      fc.array(part, { minLength: 1, maxLength: 6 }),
      async (status, parts) => {
        answer = ({ url }) =>
          url === "/api/v1/moved" ? { status, headers: { location: parts.join("") } } : { json: "inside" };
        const { data, errors } = await ask("{ moved }");
        // Inside of its origin it is the service's own business.
        if (data?.["moved"] === null) expect(errors).toHaveLength(1);
        else expect(data).toEqual({ moved: "inside" });
      },
    ),
    {
      numRuns: runs,
      examples: [
        [302, [canary.url]],
        [307, ["//", canaryUrl.host, "/x"]],
        [302, ["\\", "\\", canaryUrl.host]],
      ],
    },
  );
  expect(canary.requests).toEqual([]);
});
