import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { load } from "js-yaml";
import { checkConfig } from "../../cli/config/check-config.ts";
import { createGraph } from "../../gateway/graph.ts";
import { limitError } from "../../gateway/limits/limit-error.ts";
import { defaultLimits } from "../../gateway/limits/request-limits.ts";
import { compose } from "../../schema/compose.ts";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";
import { localContext } from "../support/local-subgraph.ts";

const page = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
const blocks = (language: string): string[] =>
  Array.from(page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g")), ([, text]) => text ?? "");

const execute = async (): Promise<{ data: null; errors: [] }> => ({ data: null, errors: [] });

describe("docs/limits.md", () => {
  it("shows a config as it may be", () => {
    const [config = ""] = blocks("yaml");
    expect(checkConfig(load(config), "restuary.config.yaml", () => undefined).diagnostics).toEqual([]);
  });

  it("lists every limit with its default", () => {
    const table = page.slice(page.indexOf("| key of `limits` |"), page.indexOf("`false` is no limit, for all"));
    const listed = Array.from(table.matchAll(/^\| `(\w+)` \| `?(\w+)`? \|/gm), ([, name, value]) => [name, value]);
    const defaults = Object.entries(defaultLimits).map(([name, value]) => [
      name,
      name === "batch" ? "false" : `${value}`,
    ]);
    expect(new Map(listed as [string, string][])).toEqual(
      new Map([["body", "1MB"], ...(defaults as [string, string][])]),
    );
  });

  it("shows a refusal as it is", () => {
    const [refusal = ""] = blocks("json");
    const { message, extensions } = limitError({ limit: "aliases", max: 30, found: 31 });
    const { http: _http, ...told } = extensions;
    expect(JSON.parse(refusal)).toEqual({ errors: [{ message, extensions: told }] });
  });

  it("counts the cost of its example as it is counted", async () => {
    const [sdl = ""] = blocks("graphql");
    const { supergraphSdl = "", diagnostics } = await compose([{ name: "a", typeDefs: parse(sdl) }], theguildComposer);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const { supergraph } = readSupergraph(supergraphSdl);
    if (!supergraph) throw new Error("The supergraph cannot be read.");
    const subgraph = {
      name: "a",
      kind: "coded",
      prepare: () => ({ calls: [], execute }),
      close: async () => {},
    } as const;
    const { graph } = createGraph({ supergraph, subgraphs: new Map([["a", subgraph]]), demand: {} });
    const [, query = "", cost = ""] = /`(\{ books[^`]*)` costs 5 × \(2 \+ 1\) = (\d+)/.exec(page) ?? [];
    const costs: number[] = [];
    const context = { ...localContext, onDemand: (report: { cost: number }) => void costs.push(report.cost) };
    await graph?.execute({ document: parse(query), context });
    expect(costs).toEqual([Number(cost)]);
    await graph?.close();
  });
});
