import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

describe("a header that is one expression", () => {
  it("is not sent where there is nothing to be said, and a missing body has no content type", async () => {
    const shop = await start({
      sdl: `scalar JSON
        type Query {
          a(x: String, input: JSON): JSON @connect(source: "api", http: { POST: "/a", body: "$args.input", headers: [{ name: "X", value: "{$args.x?}" }, { name: "Content-Type", value: "application/x+json" }] }, selection: "$")
        }`,
      handler: () => ({ json: {} }),
    });
    await shop.run("{ a }");
    await shop.run('{ a(x: "1", input: 2) }');
    const sent = shop.requests.map(({ headers }) => [headers["x"], headers["content-type"]]);
    expect(sent).toEqual([
      [undefined, undefined],
      ["1", "application/x+json"],
    ]);
  });
});
