import { expect, it } from "@jest/globals";
import { parseYamlText } from "../../schema/yaml-text.ts";

const tooDeep = "Values are nested too deep, or an alias stands inside of itself.";

it.each([
  ["an alias of what it stands in", "a: &a { b: [*a] }\n", tooDeep],
  ["100,000 lists in one another", "[".repeat(100_000) + "]".repeat(100_000), tooDeep],
  [
    "aliases of aliases of aliases",
    "a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n",
    "Excessive alias count indicates a resource exhaustion attack.",
  ],
])("says of %s that it cannot be read", (_what, text, message) => {
  const { value, diagnostics } = parseYamlText(text, "a.yaml", "CONFIG_SYNTAX");
  expect(value).toEqual({});
  const found = { code: "CONFIG_SYNTAX", severity: "error", message };
  expect(diagnostics).toEqual([{ ...found, locations: [expect.objectContaining({ file: "a.yaml", line: 1 })] }]);
});
