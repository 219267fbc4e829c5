import { describe, expect, it } from "@jest/globals";
import { loadGraph, type LoadGraphOptions } from "../../gateway/load-graph.ts";
import { compose, type ComposeInput } from "../../schema/compose.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { defineSubgraph } from "../../subgraphs/coded/define-subgraph.ts";
import { lowerSubgraph } from "../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";

function input(name: string, sdl: string, url?: string): ComposeInput {
  const { document } = parseSdl(sdl, `${name}.graphql`);
  if (!document) throw new Error("The SDL does not parse.");
  const { model } = readConnectors({ subgraph: name, document, file: `${name}.graphql` });
  if (!model) throw new Error("The connectors cannot be read.");
  return { name, ...(url === undefined ? {} : { url }), ...lowerSubgraph(document, model) };
}

const users = input(
  "users",
  `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
    @source(name: "api", http: { baseURL: "http://users.test" })
  type Query { user: User @connect(source: "api", http: { GET: "/user" }, selection: "id") }
  type User { id: ID }`,
);
const plainSdl = "type Query { plain: Int }";

/** The codes and messages of loading the given subgraphs. */
async function load(inputs: ComposeInput[], options: Partial<LoadGraphOptions> = {}): Promise<unknown> {
  const { supergraphSdl = "" } = await compose(inputs, theguildComposer);
  const { graph, diagnostics } = await loadGraph({ supergraphSdl, env: {}, production: false, ...options });
  await graph?.close();
  return { loads: graph !== undefined, found: diagnostics.map(({ code, message, fix }) => ({ code, message, fix })) };
}

describe("loadGraph", () => {
  it("serves declared subgraphs from the supergraph, coded ones by definition, and others by URL", async () => {
    const coded = input("coded", "type Query { coded: Int }");
    const remote = input("remote", "type Query { remote: Int }", "http://remote.test/graphql");
    const definition = defineSubgraph({ name: "coded", typeDefs: "type Query { coded: Int }" });
    expect(await load([users, coded, remote], { definitions: new Map([["coded", definition]]) })).toEqual({
      loads: true,
      found: [],
    });
  });

  it("refuses a subgraph that nothing answers for, and says how to name who does", async () => {
    expect(await load([users, input("plain", plainSdl)])).toEqual({
      loads: false,
      found: [
        {
          code: "SUBGRAPH_NOT_SERVED",
          message:
            "Nothing answers for the subgraph `plain`: it has no connectors in the supergraph, no module, and it has no URL.",
          fix: "Name its module or its server in the config: `subgraphs: { plain: ... }`.",
        },
      ],
    });
  });

  it("refuses a routing URL that cannot be asked, unless the config has another", async () => {
    const plain = input("plain", plainSdl, "ftp://plain.test");
    expect(await load([plain])).toMatchObject({ loads: false, found: [{ code: "SUBGRAPH_NOT_SERVED" }] });
    const remotes = new Map([["plain", { url: "https://plain.test/graphql" }]]);
    expect(await load([plain], { remotes })).toEqual({ loads: true, found: [] });
  });

  it("refuses settings for a source or a subgraph that does not exist", async () => {
    expect(await load([users], { sources: { "users.apl": {}, "user.api": {} } })).toEqual({
      loads: false,
      found: [
        {
          code: "CONFIG_UNKNOWN_SOURCE",
          message: "`sources.users.apl`: the subgraph `users` has no source `apl`.",
          fix: "Did you mean `users.api`?",
        },
        {
          code: "CONFIG_UNKNOWN_SOURCE",
          message: "`sources.user.api`: there is no subgraph `user`.",
          fix: "Did you mean `users.api`?",
        },
      ],
    });
  });

  it("warns of values that mappings read and nobody has set, once each", async () => {
    const keyed = input(
      "keyed",
      `extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
        @source(name: "api", http: {
          baseURL: "http://keyed.test"
          headers: [{ name: "x-api-key", value: "{$config.apiKey}" }, { name: "x-set", value: "{$config.set}{$env.SET}" }]
        })
      type Query {
        a: Int @connect(source: "api", http: { GET: "/a?token={$env.TOKEN}" }, selection: "$.a")
        b: Int @connect(source: "api", http: { GET: "/b?token={$env.TOKEN}&key={$config.apiKey}" }, selection: "$.b")
        c: Int @connect(source: "api", http: { GET: "/c/{$config.tenant ?? 'eu'}" }, selection: "$.c")
      }`,
    );
    const options = { sources: { "keyed.api": { config: { set: 1 } } }, env: { SET: "1" } };
    expect(await load([keyed], options)).toEqual({
      loads: true,
      found: [
        {
          code: "CONFIG_VALUE_UNSET",
          message:
            "`$config.apiKey` is read by mappings of `keyed.api`, and the config does not set it: it is missing wherever it is read.",
          fix: "Write `sources: { keyed.api: { config: { apiKey: ... } } }` in the config.",
        },
        {
          code: "CONFIG_VALUE_UNSET",
          message:
            "`$env.TOKEN` is read by mappings of `keyed`, and no environment variable has that name: it is missing wherever it is read.",
          fix: "Set the environment variable `TOKEN`.",
        },
      ],
    });
  });

  it("reports a module whose schema cannot be built, though its supergraph was", async () => {
    const definition = defineSubgraph({ name: "plain", typeDefs: "type Query { plain: Missing }" });
    const definitions = new Map([["plain", definition]]);
    expect(await load([input("plain", plainSdl)], { definitions })).toMatchObject({
      loads: false,
      found: [{ code: "SUBGRAPH_MODULE_INVALID", message: expect.stringContaining("Missing") }],
    });
  });

  it("refuses what is no supergraph", async () => {
    expect(await load([], { supergraphSdl: "type Query { a: Int }" })).toMatchObject({
      loads: false,
      found: [{ code: "SUPERGRAPH_INVALID" }],
    });
  });
});
