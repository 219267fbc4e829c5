import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { checkDrift } from "../../../subgraphs/drift/check-drift.ts";
import { lines } from "./drift.ts";

const sdl = (baseUrl: string, path = "/users/{$args.id}"): string => `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${baseUrl}" })
type Query {
  user(id: ID!): User @connect(source: "api", http: { GET: "${path}" }, selection: "id name")
}
type User { id: ID name: String }
`;

const swagger = `
swagger: "2.0"
info: { title: Users, version: "1" }
host: api.test
basePath: /v1
paths:
  /users/{userId}:
    get:
      parameters:
        - { name: userId, in: path, required: true, type: string }
        - { name: X-Tenant, in: header, required: true, type: string }
      responses:
        200:
          description: A user.
          schema: { $ref: "#/definitions/User" }
definitions:
  User:
    type: object
    properties:
      id: { type: string }
      name: { type: string }
`;

interface Held {
  readonly source?: string;
  readonly before?: string;
  readonly after?: string;
  readonly forward?: readonly string[];
}

function held({
  source = sdl("https://api.test/v1"),
  before = swagger,
  after,
  forward = ["x-tenant"],
}: Held): readonly string[] {
  const document = parse(source);
  const { model } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!model) throw new Error("No model.");
  return lines(
    checkDrift({
      model,
      document,
      file: "users.graphql",
      source: "api",
      before: { file: "users.yaml", text: before },
      ...(after !== undefined && { after: { file: "next.yaml", text: after } }),
      forward,
    }),
  );
}

describe("a document of OpenAPI 2.0, in YAML", () => {
  it("is read as any other", () => {
    expect(held({})).toEqual([]);
    expect(held({ after: swagger.replace("      name: {", "      fullName: {") })).toEqual([
      "error DRIFT_PROPERTY_REMOVED 5:98 User.name: `GET /users/{userId}` no longer returns `name`: `User.name` (users.graphql:7:20) becomes null. It may be `fullName` now. It was `#/definitions/User/properties/name`; see `#/definitions/User` now.",
    ]);
  });

  it("has headers that the config may forward", () => {
    expect(held({ forward: [] })).toEqual([
      "error DRIFT_PARAMETER_MISSING 5:60 Query.user: `GET /users/{userId}` requires the header parameter `X-Tenant`, which the connector does not send: `Query.user` (users.graphql:5:3) fails. See `#/paths/~1users~1{userId}/get/parameters/1`.",
    ]);
  });
});

describe("an operation is found", () => {
  it.each([
    ["under the base path of the document", "https://users.internal/v1", "/users/{$args.id}"],
    ["where the base path is in the connector's path", "https://users.internal", "/v1/users/{$args.id}"],
    ["where a gateway has another base path", "https://gateway.internal/users-service/", "/users/{$args.id}"],
    ["where the gateway leaves the base path out", "https://users.internal", "/users/{$args.id}"],
    ["with a query in the URL", "https://api.test/v1", "/users/{$args.id}?"],
    ["where a setting is a segment", "https://api.test", "/{$config.version}/users/{$args.id}"],
  ])("%s", (_name, baseUrl, path) => {
    expect(held({ source: sdl(baseUrl, path) })).toEqual([]);
  });

  it("in the next document alone, where the mapping is ahead of its copy", () => {
    const before = swagger.replace("/users/{userId}", "/people/{userId}");
    expect(held({ before, after: swagger })).toEqual([]);
  });
});

describe("a document whose schema holds itself", () => {
  it("is followed no further than anybody could ask", () => {
    const document = `
openapi: 3.0.3
info: { title: Folders, version: "1" }
paths:
  /folder:
    get:
      responses:
        200:
          description: A folder.
          content: { application/json: { schema: &folder { type: object, properties: { parent: *folder } } } }
`;
    const source = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @link(url: "https://restuary.dev/rest/v0.1", import: ["@mapping"])
  @source(name: "api", http: { baseURL: "https://api.test" })
type Query { folder: Folder @connect(source: "api", http: { GET: "/folder" }, selection: "$") }
type Folder @mapping(fields: "parent") { parent: Folder }
`;
    expect(held({ source, before: document })).toEqual([]);
  });
});

describe("a document that cannot be read", () => {
  it("is a finding at the source", () => {
    expect(held({ before: "type Query { user: String }" })).toEqual([
      "error DRIFT_CONTRACT_UNREADABLE 3:3 : The OpenAPI document `users.yaml` of source `users.api` cannot be read. This is no OpenAPI document of version 2.0, 3.0 or 3.1: neither `openapi` nor `swagger` says a version.",
    ]);
    expect(held({ after: "openapi: 4.0.0" })).toEqual([
      "error DRIFT_CONTRACT_UNREADABLE 3:3 : The OpenAPI document `next.yaml` of source `users.api` cannot be read. This is no OpenAPI document of version 2.0, 3.0 or 3.1: its version is `4.0.0`.",
    ]);
  });
});
