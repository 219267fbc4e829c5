import { describe, expect, it } from "@jest/globals";
import {
  validateConnectors,
  type ValidateOptions,
} from "../../../../subgraphs/connect/validate/validate-connectors.ts";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("CIRCULAR_REFERENCE", () => {
  it.each(["0.2", "0.3"])("points at where a selection enters a type again in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name ‹friends› { id }")
        }
        type User { id: ID! name: String friends: [User] }`,
      ),
      "CIRCULAR_REFERENCE",
    );
  });

  it.each(["0.2", "0.3"])("counts the type whose field has the connector in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User {
          id: ID!
          name: String
          posts: [Post]
            @connect(source: "api", http: { GET: "/users/{$this.id}/posts" }, selection: "title ‹author›: { id: authorId }")
        }
        type Post { title: String author: User }`,
      ),
      "CIRCULAR_REFERENCE",
    );
  });

  it("refuses a field connector that returns its own type", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User {
          id: ID!
          name: String
          boss: User @connect(source: "api", http: { GET: "/users/{$this.id}/boss" }, selection: ‹"id name"›)
        }`,
      ),
      "CIRCULAR_REFERENCE",
    );
  });

  it("counts the type that a connector is on", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name ‹boss› { id }") {
          id: ID!
          name: String
          boss: User
        }`,
      ),
      "CIRCULAR_REFERENCE",
    );
  });

  it("accepts connectors that lead to each other without selecting each other", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User {
          id: ID!
          name: String
          posts: [Post] @connect(source: "api", http: { GET: "/users/{$this.id}/posts" }, selection: "title authorId")
        }
        type Post {
          title: String
          authorId: ID
          author: User @connect(source: "api", http: { GET: "/users/{$this.authorId}" }, selection: "id name")
        }`,
      ),
    );
  });

  it("accepts the same type in two branches", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name home { zip } work { zip }")
        }
        type User { id: ID! name: String home: Address work: Address }
        type Address { zip: String }`,
      ),
    );
  });

  it("accepts all of it from v0.4 on", () => {
    expectFindings(
      schema(
        "0.4",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name friends { id }")
        }
        type User { id: ID! name: String friends: [User] }`,
      ),
    );
  });

  it("is a warning on request, and what is selected there and the rest of the schema are checked as ever", () => {
    const sdl = schema(
      "0.3",
      `type Query {
        users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id posts { id author { id email nope } }")
      }
      type User @key(fields: "email") { id: ID! email: String posts: [Post] }
      type Post { id: ID! author: User body: String }`,
    );
    const found = (options: ValidateOptions): string[] =>
      validateConnectors(sdl, options).map(
        ({ severity, code, coordinate }) => `${severity} ${code} ${coordinate ?? ""}`,
      );
    expect(found({})).toEqual(["error CIRCULAR_REFERENCE schema:Query.users[0]"]);
    expect(found({ circularReferences: "warning" })).toEqual([
      "warning CIRCULAR_REFERENCE schema:Query.users[0]",
      "error SELECTED_FIELD_NOT_FOUND schema:Query.users[0]",
    ]);
    const mended = sdl.replace(" nope", "");
    expect(validateConnectors(mended, { circularReferences: "warning" }).map(({ code }) => code)).toEqual([
      "CIRCULAR_REFERENCE",
      "CONNECTORS_UNRESOLVED_FIELD",
      "MISSING_ENTITY_CONNECTOR",
    ]);
  });
});
