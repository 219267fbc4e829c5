import { describe, expect, it } from "@jest/globals";
import { validateConnectors } from "../../../../subgraphs/connect/validate/validate-connectors.ts";
import { expectFindings, schema } from "../../../support/connector-findings.ts";

describe("UNKNOWN_METHOD", () => {
  it("points at the method, in selections and templates", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query {
          user(id: ID!): User
            @connect(source: "api", http: { GET: "/users/{$args.id‹->trimm›}" }, selection: "id name: names‹->frist›")
        }
        type User { id: ID! name: String }`,
      ),
      "UNKNOWN_METHOD",
    );
  });

  it("is a warning that says what may be meant, and keeps no other check from running", () => {
    const found = validateConnectors(
      schema(
        "0.3",
        `type Query { user: User @connect(source: "api", http: { GET: "/u" }, selection: "id: ids->frist") }
        type User { id: ID! name: String }`,
      ),
    );
    expect(found.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      [
        "UNKNOWN_METHOD",
        "warning",
        "`Query.user`, `selection`: There is no method `->frist`, so this yields nothing. Did you mean `first`, `find` or `last`?",
      ],
      [
        "CONNECTORS_UNRESOLVED_FIELD",
        "error",
        "No connector yields `User.name`: it has no `@connect` of its own, and no `selection` has it.",
      ],
    ]);
  });

  it("accepts every method that exists", () => {
    expectFindings(
      schema(
        "0.3",
        `type Query { user: User @connect(source: "api", http: { GET: "/u" }, selection: "id: ids->first->toString->trim") }
        type User { id: ID! }`,
      ),
    );
  });
});
