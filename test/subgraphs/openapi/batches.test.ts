import { afterEach, describe, expect, it } from "@jest/globals";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { answering, importParts, sdlOf } from "./import.ts";
import { answeringServer, query } from "./serve-import.ts";

const text = { type: "string" };
const users = { type: "array", items: { $ref: "#/components/schemas/User" } };
const schemas = {
  User: { type: "object", required: ["id"], properties: { id: text, name: text } },
  Post: { type: "object", required: ["id"], properties: { id: text, userId: text } },
};
const idsOf = (more: Record<string, unknown> = {}) => ({
  name: "ids",
  in: "query",
  schema: { type: "array", items: text },
  ...more,
});

const limit = (schema: Record<string, unknown>) => ({
  name: "limit",
  in: "query",
  schema: { type: "integer", ...schema },
});

interface Parts {
  readonly parameters: readonly unknown[];
  readonly answer?: unknown;
  readonly url?: string;
  readonly accept?: boolean;
}

function importUsers({ parameters, answer = users, url = "http://api.test", accept = false }: Parts): string {
  const { sdl } = importDocument({
    document: {
      openapi: "3.1.0",
      servers: [{ url }],
      paths: {
        "/users/{id}": {
          get: answering(users.items, { parameters: [{ name: "id", in: "path", required: true, schema: text }] }),
        },
        "/users": { get: answering(answer, { operationId: "listUsers", parameters }) },
        "/posts": { get: answering({ type: "array", items: { $ref: "#/components/schemas/Post" } }) },
      },
      components: { schemas },
    },
    bytes: 5_000,
    subgraph: "test",
    accept,
  });
  return sdl;
}

/** The type with its connector. */
function userType(parts: Parts): string {
  return /type User [\s\S]*?\n\}/.exec(importUsers(parts))?.[0] ?? "";
}

let server: Awaited<ReturnType<typeof answeringServer>> | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("a list that takes keys", () => {
  it("resolves references, many at once, in place of single reads", () => {
    const sdl = importUsers({ parameters: [idsOf({ schema: { type: "array", items: text, maxItems: 50 } })] });
    expect(sdl).toContain(
      '  user(id: ID!): User\n    @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection',
    );
    expect(sdl).toContain(`type User @key(fields: "id")
  @connect(
    source: "api"
    http: { GET: "/users", queryParams: "ids: $batch.id" }
    batch: { maxSize: 50 }
    selection: "id name?"
  ) {`);
  });

  it.each([
    ["a name with the type's", { name: "user_ids" }, "user_ids: $batch.id"],
    ["the key's own name", { name: "id" }, "id: $batch.id"],
    ["brackets", { name: "ids[]" }, '"ids[]": $batch.id'],
    ["commas", { explode: false }, '{ name: "ids", in: query, value: "$batch.id", explode: false }'],
    [
      "bars",
      { style: "pipeDelimited", explode: false },
      '{ name: "ids", in: query, value: "$batch.id", style: pipeDelimited }',
    ],
  ])("may be called and written in several ways: %s", (_name, more, expected) => {
    expect(userType({ parameters: [idsOf(more)] })).toContain(expected);
  });

  it("is asked once for all keys", async () => {
    server = await answeringServer({
      "/posts": [
        { id: "1", userId: "7" },
        { id: "2", userId: "8" },
        { id: "3", userId: "7" },
      ],
      "/users?limit=2&ids=7,8": {
        data: [
          { id: "8", name: "Bo" },
          { id: "7", name: "Ada" },
        ],
        next: null,
      },
    });
    const sdl = importUsers({
      url: server.url,
      accept: true,
      parameters: [
        idsOf({ explode: false }),
        { name: "limit", in: "query", schema: { type: "integer", maximum: 100 } },
      ],
      answer: { type: "object", properties: { data: users, next: text } },
    });
    expect(await query(sdl, "{ posts { user { name } } }")).toEqual({
      data: { posts: [{ user: { name: "Ada" } }, { user: { name: "Bo" } }, { user: { name: "Ada" } }] },
    });
    expect(server.calls()).toEqual(["/posts", "/users?limit=2&ids=7,8"]);
  });

  it("is asked for no more than fit into a page", () => {
    expect(userType({ parameters: [idsOf(), limit({ default: 20 })] })).toContain(
      'queryParams: "ids: $batch.id" }\n    batch: { maxSize: 20 }',
    );
    expect(userType({ parameters: [idsOf(), limit({ default: 20, maximum: 100 })] })).toContain(`queryParams: """
      ids: $batch.id
      limit: $batch.id->size
      """
    }
    batch: { maxSize: 100 }`);
  });

  it("is proposed where a page may cut its answer short, and written with `accept`", () => {
    const parameters = [idsOf(), { name: "limit", in: "query", schema: { type: "integer" } }];
    expect(userType({ parameters })).toContain(
      "  # Proposed: find many at once by GET /users, whose `ids` seems to take the id of each; but the answer comes in pages, and nothing says how many fit into one. --accept writes it.\n}",
    );
    expect(userType({ parameters })).not.toContain("$batch");
    expect(userType({ parameters, accept: true })).toContain("limit: $batch.id->size");
  });

  it("is proposed where the keys are one text", () => {
    const parameters = [idsOf({ schema: text, description: "A comma-separated list of ids. Maximum: 20" })];
    expect(userType({ parameters })).toContain("but only its description says that it takes several.");
    const accepted = userType({ parameters, accept: true });
    expect(accepted).toContain('ids: $batch.id->joinNotNull(",")');
    expect(accepted).toContain("batch: { maxSize: 20 }");
  });

  it.each([
    ["another parameter is required", [idsOf(), { name: "tenant", in: "query", required: true, schema: text }]],
    ["the parameter is of something else", [idsOf({ name: "tagIds" })]],
    ["it takes one key alone", [idsOf({ name: "id", schema: text })]],
  ])("does not resolve references where %s", (_name, parameters) => {
    expect(userType({ parameters })).not.toMatch(/\$batch|Proposed: find/);
  });
});

it("makes an entity of what no single read finds", () => {
  const sdl = sdlOf(
    importParts({
      paths: { "/users": { get: answering(users, { parameters: [idsOf()] }) } },
      components: { schemas },
    }),
  );
  expect(sdl).toContain(
    'type User @key(fields: "id")\n  @connect(source: "api", http: { GET: "/users", queryParams: "ids: $batch.id" }, selection: "id name?") {',
  );
});
