import { expect, it } from "@jest/globals";
import { didYouMean } from "../../schema/did-you-mean.ts";

it.each([
  ["emial", ["email", "id"], "Did you mean `email`?"],
  ["fo", ["fa", "fb", "zzzzzz"], "Did you mean `fa` or `fb`?"],
  ["emial", ["something"], undefined],
  ["emial", [], undefined],
])("suggests for %s out of %j: %s", (word, options, expected) => {
  expect(didYouMean(word, options)).toBe(expected);
});
