import { describe, expect, it } from "@jest/globals";
import { answers, drift, lines, object, openApi } from "./drift.ts";

const sdl = `
type Query {
  user(id: ID!): User
    @connect(
      source: "api"
      http: { GET: "/users/{$args.id}" }
      selection: """
      id
      email: contact.email
      """
    )
}
type User { id: ID! email: String }
`;
const text = { type: "string" };
const userPath = { parameters: [{ name: "userId", in: "path", required: true, schema: text }] };
const contact = (properties: Record<string, unknown>): Record<string, unknown> =>
  openApi(
    { "/users/{userId}": { ...userPath, get: answers({ $ref: "#/components/schemas/User" }) } },
    {
      User: object({ "id!": text, "contact!": object(properties) }),
    },
  );

describe("a property that is removed", () => {
  it("is an error at the key in the mapping, with what it feeds and what it may be called now", () => {
    const before = contact({ email: text, phone: text });
    const after = contact({ emailAddress: text, phone: text });
    expect(drift({ sdl, before, after })).toEqual([
      {
        check: "drift",
        code: "DRIFT_PROPERTY_REMOVED",
        severity: "error",
        message:
          "`GET /users/{userId}` no longer returns `contact.email`: `User.email` (users.graphql:18:21) becomes null. It may be `emailAddress` now. It was `#/components/schemas/User/properties/contact/properties/email`; see `#/components/schemas/User/properties/contact` now.",
        locations: [{ file: "users.graphql", line: 14, column: 22, endLine: 14, endColumn: 27 }],
        coordinate: "User.email",
        affects: ["User.email"],
        subject: "GET /users/{userId} $.contact.email",
        fix: "Read `emailAddress` instead.",
      },
    ]);
  });

  it("is no finding where no mapping reads it", () => {
    const before = contact({ email: text, phone: text });
    expect(lines(drift({ sdl, before, after: contact({ email: text }) }))).toEqual([]);
  });
});
