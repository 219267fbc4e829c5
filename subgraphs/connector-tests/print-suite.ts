import { stringify } from "yaml";
import type { WrittenSuite, WrittenTest } from "./written-suite.ts";

/**
 * A suite as YAML. Texts of several lines are literal blocks, so that JSON is read as JSON.
 *
 * @param comment  The first line, without `#`.
 */
export function printSuite(suite: WrittenSuite, comment: string): string {
  const text = stringify(
    { ...suite, tests: withUniqueNames(suite.tests) },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
  return `# ${comment}\n${text}`;
}

/** Equal tests once; those that only have the same name are numbered. */
function withUniqueNames(tests: readonly WrittenTest[]): WrittenTest[] {
  const seen = new Map<string, number>();
  return tests.map((test) => {
    const count = (seen.get(test.name) ?? 0) + 1;
    seen.set(test.name, count);
    return count === 1 ? test : { ...test, name: `${test.name} (${count})` };
  });
}
