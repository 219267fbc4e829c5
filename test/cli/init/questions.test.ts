import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { askOnTerminal, isBaseUrl, suggestFolder } from "../../../cli/init/questions.ts";
import { until } from "../../support/until.ts";

/** A terminal: what is typed once a question is shown, and what was shown. */
function terminal(): {
  input: PassThrough;
  output: PassThrough;
  shown: () => string;
  type: (keys: string) => Promise<void>;
} {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let text = "";
  output.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return {
    input,
    output,
    shown: () => text,
    type: async (keys) => {
      await until(() => text.includes("\n"));
      input.write(keys);
    },
  };
}

const [enter, ctrlC, clear] = ["\r", "\u0003", "\u0015"];

describe("the questions of init", () => {
  it("take what is suggested by one key", async () => {
    const { input, output, shown, type } = terminal();
    const { directory } = await askOnTerminal({ input, output });
    const answer = directory("graph");
    await type(enter);

    expect(await answer).toBe("graph");
    expect(shown()).toContain("In which folder?");
  });

  it("take what is typed in its place", async () => {
    const { input, output, type } = terminal();
    const { directory } = await askOnTerminal({ input, output });
    const answer = directory("graph");
    await type(`${clear}api${enter}`);

    expect(await answer).toBe("api");
  });

  it("take no document for the example", async () => {
    const { input, output, type } = terminal();
    const { document } = await askOnTerminal({ input, output });
    const answer = document();
    await type(enter);

    expect(await answer).toBeUndefined();
  });

  it("ask again for what is no URL", async () => {
    const { input, output, shown, type } = terminal();
    const { baseUrl } = await askOnTerminal({ input, output });
    const answer = baseUrl("https://a.test");
    await type(`${clear}a.test${enter}`);
    await until(() => shown().includes("A URL that starts with http:// or https://"));
    input.write(`${clear}https://b.test/v1${enter}`);

    expect(await answer).toBe("https://b.test/v1");
  });

  it("end with a sentence where somebody stops", async () => {
    const { input, output, type } = terminal();
    const { document } = await askOnTerminal({ input, output });
    const answer = document();
    await type(ctrlC);

    await expect(answer).rejects.toThrow("Nothing was written.");
  });
});

it.each([
  { url: "https://a.test", is: true },
  { url: "http://127.0.0.1:4101/v1/", is: true },
  { url: "a.test", is: false },
  { url: "ftp://a.test", is: false },
  { url: "https://", is: false },
  { url: "https://a.test/?key=1", is: false },
  { url: 'https://a.test/"x', is: false },
])("$url is a base URL: $is", ({ url, is }) => {
  expect(isBaseUrl(url)).toBe(is);
});

it("suggests this folder where nothing is in it, else one of its own", async () => {
  const dir = mkdtempSync(join(tmpdir(), "restuary-questions-"));
  mkdirSync(join(dir, ".git"));
  const empty = await suggestFolder(dir);
  writeFileSync(join(dir, "package.json"), "{}");
  const full = await suggestFolder(dir);
  rmSync(dir, { recursive: true });

  expect([empty, full]).toEqual([".", "graph"]);
});
