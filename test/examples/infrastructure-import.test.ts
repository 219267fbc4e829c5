import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runRestuary } from "../support/restuary-process.ts";

const project = join(import.meta.dirname, "../../examples/infrastructure");
const read = (dir: string, file: string): string => readFileSync(join(dir, "subgraphs", file), "utf8");

describe("examples/infrastructure", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "restuary-infrastructure-"));
    cpSync(project, folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("keeps what was edited and what was left out when Alertmanager's document is imported again", async () => {
    const again = await runRestuary(["import", "subgraphs/alerts.openapi.yaml", "--name", "alerts", "-C", folder]);
    expect(again).toEqual({
      code: 0,
      stdout: `subgraphs/alerts.graphql written: 6 operations, 3 left out

1 fault of the document:
  #/servers: The document does not say on which host the service is; \`http://localhost\` was written.
`,
      stderr: "",
    });
    expect(read(folder, "alerts.graphql")).toBe(read(project, "alerts.graphql"));
    expect(read(folder, "alerts.openapi.yaml")).toBe(read(project, "alerts.openapi.yaml"));
  }, 60_000);

  it("passes all checks, Alertmanager's document included", async () => {
    const args = ["check", "-C", project, "--against", "schema/supergraph.graphql", "--no-cache", "--format", "json"];
    const { code, stdout } = await runRestuary(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [], summary: { operations: 5, notes: [] } });
  }, 60_000);
});
