import { expect, it } from "@jest/globals";
import { parse } from "graphql";
import { compareHeaders } from "../../../schema/checks/compare-headers.ts";

const http = (...names: string[]): string =>
  `http: { GET: "/me", headers: [${names.map((name) => `{ name: "${name}", from: "x" }`).join(", ")}] }`;

/** A supergraph with one source and one connector, as far as this check reads it. */
const graph = (source: string, connector: string): ReturnType<typeof parse> =>
  parse(`
    schema @join__directive(graphs: [USERS], name: "source", args: { name: "api", ${source} }) { query: Query }
    enum join__Graph { USERS @join__graph(name: "users", url: "") }
    type Query @join__type(graph: USERS) {
      me: ID @join__directive(graphs: [USERS], name: "connect", args: { source: "api", ${connector}, selection: "$.id" })
    }
  `);

it.each([
  [
    "of a source",
    graph(http("Authorization", "X-Client"), http()),
    graph(http("X-Client"), http()),
    ["Source `users.api` no longer sends the header `Authorization`."],
  ],
  [
    "of a connector",
    graph(http(), http("X-Trace")),
    graph(http(), http()),
    ["The connector of `Query.me` no longer sends the header `X-Trace`."],
  ],
  ["of a connector, which its source sends now", graph(http(), http("X-Trace")), graph(http("x-trace"), http()), []],
  ["in nothing but its case", graph(http("Authorization"), http()), graph(http("authorization"), http()), []],
  ["of nothing", graph(http("Authorization"), http("X-Trace")), graph(http("Authorization"), http("X-Trace")), []],
])("finds a header removed %s", (_what, before, after, expected) => {
  const changes = compareHeaders(before, after);
  expect(changes.map(({ code, severity, message }) => `${severity} ${code} ${message}`)).toEqual(
    expected.map((message) => `warning REQUEST_HEADER_REMOVED ${message}`),
  );
});
