import { describe, expect, it } from "@jest/globals";
import { checkContracts } from "../../../schema/checks/check-contracts.ts";
import { checkOperations } from "../../../schema/checks/check-operations.ts";
import { readOperations } from "../../../schema/checks/client-operations.ts";
import { compareSchemas } from "../../../schema/checks/compare-schemas.ts";
import type { ContractSource } from "../../../schema/contracts/build-contract.ts";
import { composeAndRead, inputsOf } from "../support.ts";
import { showFinding } from "./show-finding.ts";

async function graph(sdl: string): Promise<ContractSource> {
  const subgraphs = inputsOf({ main: sdl });
  return { supergraph: await composeAndRead(subgraphs), subgraphs };
}

/** The findings of the graph, and those that only the contract `public` has, which excludes `internal`. */
async function check(
  beforeSdl: string,
  afterSdl: string,
  operations = "",
): Promise<{ graph: string[]; contract: string[] }> {
  const [before, after] = [await graph(beforeSdl), await graph(afterSdl)];
  const read = await readOperations([{ file: "all.graphql", text: operations, kind: "graphql" }]);
  const compared = await compareSchemas(
    { ...before, schema: before.supergraph.publicSchema },
    { ...after, schema: after.supergraph.publicSchema },
  );
  const known = [...compared.findings, ...checkOperations(after.supergraph.publicSchema, read.operations)];
  const { findings } = await checkContracts({
    contracts: { public: { exclude: ["internal"] } },
    before,
    after,
    operations: read.operations,
    known,
  });
  return { graph: known.map(showFinding), contract: findings.map(showFinding) };
}

describe("checkContracts", () => {
  it("finds what a tag takes from the clients of a contract, and which of them ask for it", async () => {
    expect(
      await check(
        'type Query { user: User } type User { id: ID! name: String salary: Int @tag(name: "internal") }',
        'type Query { user: User } type User { id: ID! name: String @tag(name: "internal") salary: Int @tag(name: "internal") }',
        "query Card { user { id name } }\nquery Payroll { user { name salary } }\nquery Id { user { id } }",
      ),
    ).toEqual({
      graph: [],
      contract: [
        "error FIELD_REMOVED User.name main.graphql:5:60 Contract `public`: `User.name` is hidden from clients by `@tag`.",
        'error OPERATION_INVALID  all.graphql:1:24 Contract `public`: `Card`: Cannot query field "name" on type "User".',
      ],
    });
  });

  it("does not say again what the whole graph says", async () => {
    expect(
      await check(
        'type Query { a: Int b: Int c: Int @tag(name: "internal") }',
        "type Query { b: String }",
        "{ a } query C { c }",
      ),
    ).toEqual({
      graph: [
        "error FIELD_REMOVED Query.a main.graphql:5:6 `Query.a` was removed.",
        "error FIELD_REMOVED Query.c main.graphql:5:6 `Query.c` was removed.",
        "error FIELD_TYPE_CHANGED Query.b main.graphql:5:14 `Query.b` was `Int` and is now `String`.",
        'error OPERATION_INVALID  all.graphql:1:3 `(anonymous)`: Cannot query field "a" on type "Query". Did you mean "b"?',
        'error OPERATION_INVALID  all.graphql:1:17 `C`: Cannot query field "c" on type "Query". Did you mean "b"?',
      ],
      contract: [],
    });
  });

  it("reports a contract that no longer holds together", async () => {
    expect(
      await check("type Query { a(x: Int): Int }", 'type Query { a(x: Int, y: Int!  @tag(name: "internal")): Int }'),
    ).toEqual({
      graph: [
        "error ARGUMENT_ADDED_REQUIRED Query.a(y:) main.graphql:5:24 `Query.a` has a new argument that must be given: `y: Int!`.",
      ],
      contract: [
        "error REQUIRED_INACCESSIBLE Query.a(y:) main.graphql:5:33 Contract `public`: `Query.a(y:)` is left out, and must be given.",
      ],
    });
  });
});
