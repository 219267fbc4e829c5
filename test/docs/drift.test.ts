import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { load } from "js-yaml";
import { configSchema } from "../../cli/config/config-schema.ts";
import { driftCodes } from "../../schema/checks/drift-codes.ts";
import { readConnectors } from "../../subgraphs/connect/read.ts";
import { checkDrift } from "../../subgraphs/drift/check-drift.ts";

const page = readFileSync(new URL("../../docs/drift.md", import.meta.url), "utf8");
const block = (language: string, index = 0): string =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))][index]?.[1] ?? "";
const folder = new URL("../subgraphs/drift/", import.meta.url);
const tests = readdirSync(folder)
  .map((name) => readFileSync(new URL(name, folder), "utf8"))
  .join("\n");

describe("docs/drift.md", () => {
  it("lists every code", () => {
    const listed = new Set(Array.from(page.matchAll(/^\| `(DRIFT_\w+)` \|/gm), ([, code]) => code));
    expect([...listed].toSorted((a = "", b = "") => a.localeCompare(b))).toEqual(
      Object.keys(driftCodes).toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it("has a test for each row, with its severity", () => {
    const rows = Array.from(
      page.matchAll(/^\| `(DRIFT_\w+)` \| (\w+) \|/gm),
      ([, code, severity]) => `${severity} ${code}`,
    );
    expect(rows.filter((row) => !tests.includes(row))).toEqual([]);
  });

  it("shows a config that is one", () => {
    expect(configSchema.parse(load(block("yaml")))).toEqual({
      sources: { "users.api": { openapi: "subgraphs/users.openapi.yaml" } },
    });
  });

  it("shows what is found", () => {
    const document = parse(block("graphql"));
    const { model } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
    if (!model) throw new Error("The example has no connectors.");
    const after = block("yaml", 1);
    const before = after.replace("emailAddress", "email");
    const found = checkDrift({
      model,
      document,
      file: "users.graphql",
      source: "api",
      before: { file: "users.openapi.yaml", text: before },
      after: { file: "next.yaml", text: after },
    });
    const lines = found.flatMap(({ severity, code, message, locations: [at] }) => [
      `${severity} ${code} ${at?.file}:${at?.line}:${at?.column}`,
      message,
    ]);
    expect(`${lines.join("\n")}\n`).toBe(block("text"));
  });
});
