// Sums Jest's JSON reports, prints `N passed, N failed`, and exits with 1 when anything failed.
import { readFileSync } from "node:fs";

let [passed, failed] = [0, 0];
for (const argument of process.argv.slice(2)) {
  const steps = /^--failed-steps=(\d+)$/.exec(argument);
  if (steps) {
    failed += Number(steps[1]);
    continue;
  }
  let report;
  try {
    report = JSON.parse(readFileSync(argument, "utf8"));
  } catch {
    continue; // the step that should have written it has failed, and is counted as a step
  }
  passed += report.numPassedTests;
  failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
