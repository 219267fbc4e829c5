import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { validateConnectors } from "../../subgraphs/connect/validate/validate-connectors.ts";
import { importDocument } from "../../subgraphs/openapi/import-document.ts";
import { parseText } from "../../subgraphs/openapi/parse-document.ts";

const page = readFileSync(new URL("../../docs/import.md", import.meta.url), "utf8");
const pairs = [...page.matchAll(/```yaml\n([\s\S]*?)```\n\nbecomes\n\n```graphql\n([\s\S]*?)```/g)];

describe("docs/import.md", () => {
  it("has six examples", () => {
    expect(pairs).toHaveLength(6);
  });

  it.each(pairs.map(([, before = "", after = ""]) => [before.split("\n")[1]?.trim() ?? "", before, after]))(
    "shows what becomes of %s",
    (_name, before, after) => {
      const document = parseText(`openapi: 3.1.0\nservers: [{ url: "https://shop.example.com" }]\n${before}`);
      const { sdl } = importDocument({ document, bytes: 5_000, subgraph: "shop" });
      expect(sdl.replace(/^[\s\S]*?\n\n/, "")).toBe(after);
      expect(validateConnectors(sdl)).toEqual([]);
    },
  );
});
