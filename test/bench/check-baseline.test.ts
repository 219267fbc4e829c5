import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { dearer } from "../../bench/gateway/check-baseline.ts";
import { works } from "../../bench/gateway/works.ts";

test("a request has become dearer when its ratio is more than 1.5 times the baseline's", () => {
  const baseline = { "typename/T1": 2, "typename/T1a": 4, "posts-with-users/T1": 1 };
  const measured = { "typename/T1": 2.99, "typename/T1a": 6.01, "posts-with-users/T1": 0.5, "post-titles/T1": 9 };
  expect(dearer(measured, baseline)).toEqual(["typename/T1a"]);
});

test("the baseline has a ratio for everything that is checked and steady", () => {
  const checked = works
    .filter(({ isChecked }) => isChecked)
    .flatMap(({ id, contenders: [, ...others] }) => others.map((contender) => `${id}/${contender}`))
    .filter((key) => !key.endsWith("/T2"));
  const baseline = JSON.parse(readFileSync("bench/baseline.json", "utf8")) as Record<string, number>;
  expect(Object.keys(baseline)).toEqual(checked);
});
