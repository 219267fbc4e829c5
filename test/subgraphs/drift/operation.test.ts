import { describe, expect, it } from "@jest/globals";
import { answers, drift, lines, object, openApi, userSdl, type Parts, type Row } from "./drift.ts";

const text = { type: "string" };
const schema = object({ "id!": text });
const parameters = [{ name: "id", in: "path", required: true, schema: text }];
const operation = (more: Parts = {}): Parts => answers(schema, { parameters, ...more });
const users = (one: Parts, more: Parts = {}): Parts => openApi({ "/users/{id}": { get: one } }, {}, more);
const sdl = userSdl("id", "id: ID");
const before = users(operation());
const responses = (byStatus: Readonly<Record<string, string | null>>): Parts => ({
  parameters,
  responses: Object.fromEntries(
    Object.entries(byStatus).map(([status, type]) => [
      status,
      { description: "", ...(type !== null && { content: { [type]: { schema } } }) },
    ]),
  ),
});
const schemes = { securitySchemes: { bearer: { type: "http", scheme: "bearer" }, key: { type: "apiKey" } } };

const rows: readonly Row[] = [
  {
    name: "is removed",
    sdl,
    before,
    after: openApi({}),
    says: [
      "error DRIFT_OPERATION_REMOVED 11:20 Query.user: `GET /users/{id}` is no longer in `users.next.json`: `Query.user` (users.graphql:8:3) cannot be answered. It was `#/paths/~1users~1{id}/get`.",
    ],
  },
  {
    name: "has moved to another path",
    sdl,
    before: users(operation({ operationId: "getUser" })),
    after: openApi({ "/people/{id}": { get: operation({ operationId: "getUser" }) } }),
    says: [
      "error DRIFT_OPERATION_REMOVED 11:20 Query.user: `GET /users/{id}` is no longer in `users.next.json`: `Query.user` (users.graphql:8:3) cannot be answered. It may be `GET /people/{id}` now. It was `#/paths/~1users~1{id}/get`.",
    ],
  },
  {
    name: "has another method",
    sdl,
    before,
    after: openApi({ "/users/{id}": { post: operation() } }),
    says: [
      "error DRIFT_OPERATION_REMOVED 11:20 Query.user: `GET /users/{id}` is no longer in `users.next.json`: `Query.user` (users.graphql:8:3) cannot be answered. It was `#/paths/~1users~1{id}/get`.",
    ],
  },
  {
    name: "is deprecated",
    sdl,
    before,
    after: users(operation({ deprecated: true })),
    says: [
      "warning DRIFT_OPERATION_DEPRECATED 11:20 Query.user: `GET /users/{id}` is deprecated now: `Query.user` (users.graphql:8:3) is fed by it. See `#/paths/~1users~1{id}/get`.",
    ],
  },
  {
    name: "was deprecated before",
    sdl,
    before: users(operation({ deprecated: true })),
    after: users(operation({ deprecated: true })),
    says: [],
  },
  {
    name: "answers without a body",
    sdl,
    before,
    after: users(responses({ 204: null })),
    says: [
      "error DRIFT_STATUS_CHANGED 11:20 Query.user: `GET /users/{id}` now answers 204 without a body, not 200 with one: `Query.user` (users.graphql:8:3) becomes null. See `#/paths/~1users~1{id}/get/responses`.",
    ],
  },
  {
    name: "answers with another status and the same body",
    sdl,
    before,
    after: users(responses({ 201: "application/json" })),
    says: [],
  },
  {
    name: "may answer without a body",
    sdl,
    before,
    after: users(responses({ 200: "application/json", 204: null })),
    says: [
      "warning DRIFT_STATUS_CHANGED 11:20 Query.user: `GET /users/{id}` may now answer 204 without a body: `Query.user` (users.graphql:8:3) is null then. See `#/paths/~1users~1{id}/get/responses`.",
    ],
  },
  {
    name: "may answer with another body",
    sdl,
    before,
    after: users({
      parameters,
      responses: {
        200: { description: "", content: { "application/json": { schema } } },
        202: { description: "", content: { "application/json": { schema: object({ job: text }) } } },
      },
    }),
    says: [
      "warning DRIFT_STATUS_CHANGED 11:20 Query.user: `GET /users/{id}` may now answer 202 with another body: `Query.user` (users.graphql:8:3) is read from that too. See `#/paths/~1users~1{id}/get/responses`.",
    ],
  },
  {
    name: "answers with XML",
    sdl,
    before,
    after: users(responses({ 200: "application/xml" })),
    says: [
      "error DRIFT_MEDIA_TYPE_CHANGED 11:20 Query.user: `GET /users/{id}` now answers with `application/xml`, not `application/json`: `Query.user` (users.graphql:8:3) becomes null, since neither JSON nor plain text comes. See `#/paths/~1users~1{id}/get/responses`.",
    ],
  },
  {
    name: "answers with text",
    sdl,
    before,
    after: users(responses({ 200: "text/plain" })),
    says: [
      "error DRIFT_MEDIA_TYPE_CHANGED 11:20 Query.user: `GET /users/{id}` now answers with `text/plain`, not `application/json`: `Query.user` (users.graphql:8:3) is read from JSON. See `#/paths/~1users~1{id}/get/responses`.",
    ],
  },
  {
    name: "answers with JSON of a type of its own",
    sdl,
    before,
    after: users(responses({ 200: "application/vnd.users+json" })),
    says: [],
  },
  {
    name: "needs a token",
    sdl,
    before,
    after: users(operation({ security: [{ bearer: [] }] }), { components: schemes }),
    says: [
      "warning DRIFT_AUTH_ADDED 11:20 Query.user: `GET /users/{id}` now needs `bearer`: `Query.user` (users.graphql:8:3) fails where the gateway does not send it. See `#/paths/~1users~1{id}/get`.",
    ],
  },
  {
    name: "needs a token because the whole document does",
    sdl,
    before,
    after: users(operation(), { components: schemes, security: [{ bearer: [] }] }),
    says: [
      "warning DRIFT_AUTH_ADDED 5:17 Query.user: The service now needs `bearer`: `Query.user` (users.graphql:8:3) fails where the gateway does not send it. See `#/security`.",
    ],
  },
  {
    name: "needs a token that is sent",
    sdl: sdl.replace("http: {", 'http: { headers: { name: "Authorization", from: "authorization" },'),
    before,
    after: users(operation(), { components: schemes, security: [{ bearer: [] }] }),
    says: [],
  },
  {
    name: "needs another scope",
    sdl,
    before: users(operation({ security: [{ bearer: ["read"] }] })),
    after: users(operation({ security: [{ bearer: ["read", "users"] }] })),
    says: [
      "warning DRIFT_AUTH_ADDED 11:20 Query.user: `GET /users/{id}` needs other credentials now: `bearer read users`: `Query.user` (users.graphql:8:3) fails where the gateway does not send it. See `#/paths/~1users~1{id}/get`.",
    ],
  },
  {
    name: "takes a key beside a token",
    sdl,
    before: users(operation({ security: [{ bearer: [] }] })),
    after: users(operation({ security: [{ bearer: [] }, { key: [] }] })),
    says: [],
  },
  {
    name: "is at another base path",
    sdl,
    before,
    after: users(operation(), { servers: [{ url: "https://api.test/v2" }] }),
    says: [
      "warning DRIFT_SERVER_CHANGED 5:41 Query.user: The service is now at `https://api.test/v2`, not at `https://api.test/v1`: source `users.api` asks `https://api.test/v1`. See `#/servers`.",
    ],
  },
  {
    name: "is at another host too",
    sdl,
    before,
    after: users(operation(), { servers: [{ url: "https://eu.api.test/v1" }, { url: "https://api.test/v1/" }] }),
    says: [],
  },
  {
    name: "has its base path in its own path",
    sdl,
    before,
    after: openApi({ "/v1/users/{id}": { get: operation() } }, {}, { servers: [{ url: "https://api.test" }] }),
    says: [],
  },
];

describe("an operation that", () => {
  it.each(rows)("$name", ({ says, ...sides }) => {
    expect(lines(drift(sides))).toEqual(says);
  });
});
