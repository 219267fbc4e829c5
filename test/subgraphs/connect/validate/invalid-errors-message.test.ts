import { describe, expect, it } from "@jest/globals";
import { expectFindings, messages, schema } from "../../../support/connector-findings.ts";

describe("INVALID_ERRORS_MESSAGE", () => {
  it.each(["0.2", "0.3", "0.4"])("points at a message that is no string in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, errors: { message: "‹$status›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_ERRORS_MESSAGE",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("points at extensions that are no object in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, errors: { extensions: "‹$status›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_ERRORS_MESSAGE",
    );
  });

  it("points at where it does not parse", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, errors: { message: "$.‹›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_ERRORS_MESSAGE",
    );
  });

  it("points at a message that is an object", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, errors: { message: "‹code: $status›" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "INVALID_ERRORS_MESSAGE",
    );
  });

  it("points into the errors of a source", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test" }, errors: { message: "‹$status›", extensions: "‹$(1)›" })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "INVALID_ERRORS_MESSAGE",
    );
  });

  it.each([
    ["detail", " For a value alone begin with `$`, as in `$.detail`."],
    ["code message", ""],
    ["$args", ""],
  ])("says how to write a value alone where `%s` makes an object", (message, hint) => {
    const sdl = schema(
      "0.3",
      `type Query {
        a(id: ID): Int @connect(source: "api", http: { GET: "/a" }, errors: { message: "${message}" }, selection: "$.a")
      }`,
    );
    expect(messages(sdl)).toEqual([
      `\`Query.a\`, \`errors.message\`: A string is needed here, but this is an object.${hint}`,
    ]);
  });

  it("accepts strings and objects, and what only run time can tell", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User]
            @connect(source: "api", http: { GET: "/users" }, errors: { message: "$(error.message ?? $status->toString)", extensions: "code: $.code status: $status" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
