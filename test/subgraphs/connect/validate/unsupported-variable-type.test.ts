import { describe, it } from "@jest/globals";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("UNSUPPORTED_VARIABLE_TYPE", () => {
  it.each(["0.2", "0.3", "0.4"])("refuses $args on a type in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
        }
        type User @connect(source: "api", http: { GET: "/users/{‹$args›.id}" }, selection: "id name") {
          id: ID!
          name: String
        }`,
      ),
      "UNSUPPORTED_VARIABLE_TYPE",
    );
  });

  it("refuses $this on a root field", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users/{‹$this›.id}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "UNSUPPORTED_VARIABLE_TYPE",
    );
  });

  it.each(["0.2", "0.3", "0.4"])("refuses $batch on a field in v%s", (version) => {
    expectFindings(
      schema(
        version,
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users", queryParams: "ids: ‹$batch›.id" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "UNSUPPORTED_VARIABLE_TYPE",
    );
  });

  it("refuses the response in a request", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users?s={‹$status›}" }, selection: "id name")
        }
        type User { id: ID! name: String }`,
      ),
      "UNSUPPORTED_VARIABLE_TYPE",
    );
  });

  it("refuses a variable that does not exist", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name: ‹$nme›.x")
        }
        type User { id: ID! name: String }`,
      ),
      "UNSUPPORTED_VARIABLE_TYPE",
    );
  });

  it("refuses anything but $config and $env in baseURL", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test/{$config.tenant}/{‹$context›.x}" })
      type Query { a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "UNSUPPORTED_VARIABLE_TYPE",
    );
  });

  it("refuses $args in a source", () => {
    expectFindings(
      `      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
        @source(name: "api", http: { baseURL: "https://api.test/", headers: { name: "x-a", value: "{‹$args›.a}" } })
      type Query { a(a: Int): Int @connect(source: "api", http: { GET: "/a" }, selection: "$.a") }`,
      "UNSUPPORTED_VARIABLE_TYPE",
    );
  });

  it("accepts what a place has, and local variables", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          users(q: String): [User]
            @connect(
              source: "api"
              http: { GET: "/users?q={$args.q}&t={$config.t}&e={$env.E}&c={$context.c}&r={$request.headers.a->first}" }
              selection: "id->as($x) { id: $x name: $status->toString }"
              errors: { message: "$response.headers.a->first" }
            )
        }
        type User { id: ID! name: String }`,
      ),
    );
  });
});
