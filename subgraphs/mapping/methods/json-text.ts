import { kindOf } from "../json.ts";
import { parseJson, stringifyJson } from "../../rest/json.ts";
import { withoutArguments, type Method } from "./method.ts";

/** JSON text inside of JSON. Integers keep all their digits both ways. */
export const jsonMethods: Readonly<Record<string, Method>> = {
  jsonStringify: withoutArguments((value, report, scope) => {
    try {
      return stringifyJson(value);
    } catch {
      // The one thing that JSON data can do to JSON.stringify is to overflow its stack.
      return report(scope, "The value is nested too deeply for `->jsonStringify`.");
    }
  }),
  jsonParse: withoutArguments((value, report, scope) => {
    if (typeof value !== "string") {
      return report(scope, `Method \`->jsonParse\` takes a string, but the value is of kind ${kindOf(value)}.`);
    }
    try {
      return parseJson(value);
    } catch {
      return report(scope, "The string that `->jsonParse` was given is not JSON.");
    }
  }),
};
