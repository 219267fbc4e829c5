import { expect, test } from "@jest/globals";
import { createProblemTally, describeProblem } from "../../cli/describe-problem.ts";

const problem = {
  coordinate: "catalog:Query.product[0]",
  location: "Selection",
  message: "Property `.name` not found in object.",
  path: "name",
  count: 1,
};
const line = "catalog:Query.product[0] Selection at name: Property `.name` not found in object.";

test("a problem is told with its connector, its place and how often it occurred", () => {
  expect(describeProblem(problem)).toBe(line);
  expect(describeProblem({ ...problem, path: "", count: 3 })).toBe(`${line.replace(" at name", "")} (3 times)`);
});

test("a tally tells each kind of problem the first time and at each power of ten", () => {
  const printed: string[] = [];
  const tally = createProblemTally((text) => printed.push(text));
  for (let times = 0; times < 30; times += 1) tally(problem);
  tally({ ...problem, count: 2000 });
  tally({ ...problem, path: "other", count: 5 });
  expect(printed).toEqual([
    line,
    `${line} (10 times so far)`,
    `${line} (2030 times so far)`,
    `${line.replace("at name", "at other")} (5 times so far)`,
  ]);
});
