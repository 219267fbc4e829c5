import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { fillPage } from "../../bench/gateway/publish.ts";
import { readPublished } from "../../bench/gateway/published.ts";
import { plotResults } from "../../bench/gateway/plot.ts";
import { works } from "../../bench/gateway/works.ts";

describe("docs/performance.md", () => {
  const page = readFileSync("docs/performance.md", "utf8");

  test("has the tables of bench/results.json and bench/peers.json", () => {
    expect(page).toBe(fillPage(page, readPublished()));
    expect(fillPage("<!-- bench: peers -->\n<!-- /bench -->", readPublished())).toContain("| x G |");
  });

  test("has the plot of them", () => {
    expect(readFileSync("docs/performance.svg", "utf8")).toBe(plotResults(readPublished()));
  });

  test("shows each work, with sharing and without", () => {
    const { results } = readPublished();
    expect(results.works.map(({ id, contenders }) => ({ id, contenders: contenders.map((each) => each.id) }))).toEqual(
      works.map(({ id, contenders }) => ({ id, contenders })),
    );
    expect(results).toHaveProperty("start");
    expect(results).toHaveProperty("twelve");
    expect(results).toHaveProperty("cold");
  });
});
