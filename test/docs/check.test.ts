import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { parse } from "yaml";
import { checkConfig } from "../../cli/config/check-config.ts";
import { reportSchema } from "../../cli/checks/reports/report-schema.ts";
import { readWaivers } from "../../schema/checks/read-waivers.ts";

const snippets = (file: string, language: string): string[] =>
  Array.from(
    readFileSync(file, "utf8").matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms")),
    ([, text]) => text ?? "",
  );

it("docs/check.md shows configs, waivers and a report as they are", () => {
  const [config = "", waivers = ""] = snippets("docs/check.md", "yaml");
  expect(checkConfig(parse(config), "restuary.config.yaml", () => undefined).diagnostics).toEqual([]);
  expect(readWaivers(waivers, "waivers.yaml")).toMatchObject({ waivers: [{ owner: "team-profile" }], findings: [] });
  const [report = ""] = snippets("docs/check.md", "json");
  expect(reportSchema.safeParse(JSON.parse(report)).error).toBe(undefined);
});

it("docs/ci.md shows the workflow of examples/shop", () => {
  const [workflow] = snippets("docs/ci.md", "yaml");
  expect(workflow).toBe(readFileSync("examples/shop/.github/workflows/graph.yml", "utf8"));
});

it("docs/ci.md names options that there are", () => {
  const known = /--(check|format|out|against|openapi)\b/;
  const commands = Array.from(
    readFileSync("docs/ci.md", "utf8").matchAll(/npx restuary (.*)$/gm),
    ([, text]) => text ?? "",
  );
  expect(commands.length).toBe(7);
  for (const command of commands) {
    for (const option of command.split(" ").filter((word) => word.startsWith("--"))) expect(option).toMatch(known);
  }
});
