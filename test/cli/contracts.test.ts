import { afterEach, describe, expect, it } from "@jest/globals";
import { runRestuary, type CommandResult } from "../support/restuary-process.ts";
import { createTestProject, type TestProject } from "./project.ts";

let project: TestProject;
afterEach(() => project.remove());
const restuary = (...args: string[]): Promise<CommandResult> => runRestuary([...args, "-C", project.dir]);

const config = `subgraphs:
  users: { schema: users.graphql, url: http://users.test/graphql }
contracts:
  public: { exclude: [internal] }
`;
function users(fields: string): string {
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@tag"])
type Query { user: User }
type User @key(fields: "id") {
  id: ID!
${fields}
}
`;
}

describe("contracts", () => {
  it("are composed beside the graph, compared with it, and named by what they break", async () => {
    project = createTestProject({
      "restuary.config.yaml": config,
      "users.graphql": users('  name: String\n  salary: Int @tag(name: "internal")'),
      "schema/operations/card.graphql": "query Card {\n  user { name }\n}\n",
    });
    expect(await restuary("compose")).toEqual({
      code: 0,
      stdout: [
        "schema/supergraph.graphql written",
        "schema/api.graphql written",
        "schema/contracts/public.graphql written",
        "schema/contracts/public.api.graphql written\n",
      ].join("\n"),
      stderr: "",
    });
    expect(project.read("schema/contracts/public.api.graphql")).toBe(
      "type Query {\n  user: User\n}\n\ntype User {\n  id: ID!\n  name: String\n}\n",
    );

    project.write({
      "users.graphql": users('  name: String @tag(name: "internal")\n  salary: Int @tag(name: "internal")'),
    });
    const { code, stdout } = await restuary("check", "--format", "json");
    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout) as {
      findings: { code: string; message: string; locations: { file: string; line: number; column: number }[] }[];
    };
    expect(
      findings
        .filter(({ code: name }) => name === "FIELD_REMOVED" || name === "OPERATION_INVALID")
        .map(
          ({ message, locations }) => `${locations[0]?.file}:${locations[0]?.line}:${locations[0]?.column} ${message}`,
        ),
    ).toEqual([
      "users.graphql:5:16 Contract `public`: `User.name` is hidden from clients by `@tag`.",
      'schema/operations/card.graphql:2:10 Contract `public`: `Card`: Cannot query field "name" on type "User".',
    ]);
  });

  it("that do not hold together are findings, and nothing is written", async () => {
    project = createTestProject({
      "restuary.config.yaml": config,
      "users.graphql": users('  boss: Boss\n}\ntype Boss @tag(name: "internal") {\n  id: ID!'),
    });
    const { code, stdout } = await restuary("compose");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      "users.graphql:5:3 error REFERENCED_INACCESSIBLE Contract `public`: `User.boss` is in it, and its type `Boss` is not.",
    );
  });
});
