import { afterEach, describe, expect, it } from "@jest/globals";
import { startSubgraph, type StartedSubgraph } from "./start-subgraph.ts";

let started: StartedSubgraph | undefined;
afterEach(async () => {
  await started?.close();
  started = undefined;
});

describe("a root field", () => {
  it("asks its connector, maps the answer and writes the selected fields alone", async () => {
    started = await startSubgraph({
      sdl: `
        type Query {
          users(limit: Int = 2): [User!]!
            @connect(source: "api", http: { GET: "/users?limit={$args.limit}" }, selection: "id name: full_name tags")
        }
        type User { id: ID! name: String tags: [String] }`,
      handler: () => ({ json: [{ id: 1, full_name: "Ada", tags: ["a", 2] }, { id: 2, full_name: null, tags: null }] }),
    });
    expect(await started.run("{ users { __typename key: id name tags } }")).toEqual({
      data: {
        users: [
          { __typename: "User", key: "1", name: "Ada", tags: ["a", "2"] },
          { __typename: "User", key: "2", name: null, tags: null },
        ],
      },
      errors: [],
    });
    expect(started.calls()).toEqual(["GET /users?limit=2"]);
  });
});
