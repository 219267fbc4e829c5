import { expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { toHttpSupergraph } from "../../schema/http-supergraph.ts";

it("takes out what is Restuary's own, and nothing else, and gives each subgraph its address", () => {
  const supergraph = parse(`
    schema
      @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
      @link(url: "https://specs.apollo.dev/connect/v0.4", for: EXECUTION)
      @join__directive(graphs: [USERS], name: "link", args: { url: "https://specs.apollo.dev/connect/v0.4" })
      @join__directive(graphs: [USERS], name: "source", args: { name: "api", http: { baseURL: "http://users.test" } })
      @join__directive(graphs: [BILLS], name: "theirs", args: {})
    { query: Query }
    enum join__Graph {
      USERS @join__graph(name: "users", url: "")
      BILLS @join__graph(name: "bills", url: "http://bills.test/graphql")
    }
    type Query @join__type(graph: USERS) {
      user: Int @join__field(graph: USERS) @join__directive(graphs: [USERS], name: "connect", args: { selection: "$" })
    }`);

  const urls = new Map([["users", "http://localhost:4001/graphql"]]);
  expect(print(toHttpSupergraph(supergraph, urls))).toBe(
    print(
      parse(`
    schema
      @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
      @join__directive(graphs: [BILLS], name: "theirs", args: {})
    { query: Query }
    enum join__Graph {
      USERS @join__graph(name: "users", url: "http://localhost:4001/graphql")
      BILLS @join__graph(name: "bills", url: "http://bills.test/graphql")
    }
    type Query @join__type(graph: USERS) {
      user: Int @join__field(graph: USERS)
    }`),
    ),
  );
});
