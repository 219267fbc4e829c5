import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { startGatewayServer } from "../../gateway/http-server.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";
import { createLocalGraph, localContext, type LocalSubgraphDefinition } from "../support/local-subgraph.ts";

/** As JSON writes them; the second is what a double makes of the first. */
const large = "9007199254740993";
const rounded = "9007199254740992";

const things: LocalSubgraphDefinition = {
  name: "things",
  sdl: `scalar Long
    type Query {
      things: [Thing]
      echo(id: ID, ids: [ID!], long: Long, float: Float, in: In): String
      int(int: Int): Int
    }
    input In { id: ID ids: [ID] inner: In }
    type Thing @key(fields: "id") { id: Long! }`,
  resolvers: {
    Query: {
      things: () => [{ id: BigInt(large) }, { id: BigInt(rounded) }, { id: BigInt(large) }],
      echo: (_parent: unknown, args: unknown) =>
        JSON.stringify(args, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)),
      int: () => 1,
    },
  },
};

const names: LocalSubgraphDefinition = {
  name: "names",
  sdl: `scalar Long
    type Thing @key(fields: "id") { id: Long! name: String }`,
  resolvers: {
    Thing: {
      __resolveReference: (reference: object) => reference,
      name: ({ id }: { id: unknown }) => `thing ${String(id)}`,
    },
  },
};

describe("integers beyond 2^53", () => {
  it("are keys of entities like any other", async () => {
    const { graph, sent } = await createLocalGraph([things, names]);
    expect(await graph.execute({ document: parse("{ things { name } }"), context: localContext })).toEqual({
      data: { things: [{ name: `thing ${large}` }, { name: `thing ${rounded}` }, { name: `thing ${large}` }] },
    });
    expect(sent.at(-1)?.variables).toEqual({
      representations: [
        { __typename: "Thing", id: BigInt(large) },
        { __typename: "Thing", id: BigInt(rounded) },
      ],
    });
  });

  it.each([
    { variable: "ID", argument: "id", value: large, received: `"${large}"` },
    { variable: "[ID!]", argument: "ids", value: `[${large}, 7]`, received: `["${large}","7"]` },
    { variable: "[ID!]", argument: "ids", value: large, received: `["${large}"]` },
    { variable: "Long", argument: "long", value: large, received: `"${large}n"` },
    { variable: "Float", argument: "float", value: large, received: rounded },
    {
      variable: "In",
      argument: "in",
      value: `{"inner":{"id":${large},"ids":[null,${large}]}}`,
      received: `{"inner":{"id":"${large}","ids":[null,"${large}"]}}`,
    },
  ])("reach an argument by a variable of type $variable: $value", async ({ variable, argument, value, received }) => {
    const query = `query ($v: ${variable}) { echo(${argument}: $v) }`;
    expect(await post(`{"query":"${query}","variables":{"v":${value}}}`)).toEqual({
      data: { echo: `{"${argument}":${received}}` },
    });
  });

  it("are no Int", async () => {
    expect(await post(`{"query":"query ($v: Int) { int(int: $v) }","variables":{"v":${large}}}`)).toMatchObject({
      errors: [{ extensions: { code: "BAD_USER_INPUT" } }],
    });
  });
});

/** Sends a body, as it is written, to a gateway over both subgraphs. */
async function post(body: string): Promise<unknown> {
  const { graph } = await createLocalGraph([things, names]);
  const transport = createRestTransport();
  const server = await startGatewayServer({ graph, transport, port: 0, production: false });
  try {
    const response = await fetch(server.url, { method: "POST", headers: { "content-type": "application/json" }, body });
    return await response.json();
  } finally {
    await server.stop();
    await transport.close();
  }
}
