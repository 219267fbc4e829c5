import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { runRestuary } from "../support/restuary-process.ts";

const examples = join(import.meta.dirname, "../../examples");

it.each(["shop", "infrastructure"])(
  "the graph committed in examples/%s is the one that its sources compose to",
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), "restuary-compose-"));
    const artefacts = ["schema/supergraph.graphql", "schema/api.graphql"];
    cpSync(join(examples, name), folder, {
      recursive: true,
      filter: (file) => !artefacts.some((end) => file.endsWith(end)),
    });

    const composed = await runRestuary(["compose", "-C", folder]);
    const written = artefacts.map((file) => readFileSync(join(folder, file), "utf8"));
    rmSync(folder, { recursive: true });

    expect(composed).toMatchObject({ code: 0 });
    expect(written).toEqual(artefacts.map((file) => readFileSync(join(examples, name, file), "utf8")));
  },
  60_000,
);
