import { camelCase } from "../camel-case.ts";
import { isObject, kindOf, setOwn, type JsonObject } from "../json.ts";
import { maxDataDepth, type Scope } from "../scope.ts";
import { withoutArguments, type Method, type Report } from "./method.ts";

/** Methods of objects. */
export const objectMethods: Readonly<Record<string, Method>> = {
  entries: withoutArguments((value, report, scope) =>
    isObject(value)
      ? Object.entries(value).map(([key, member]) => ({ key, value: member }))
      : report(scope, `Method \`->entries\` takes an object, but the value is of kind ${kindOf(value)}.`),
  ),
  keysToCamelCase: withoutArguments((value, report, scope) =>
    isObject(value)
      ? renameKeys(value, (member) => member, report, scope)
      : report(scope, `Method \`->keysToCamelCase\` takes an object, but the value is of kind ${kindOf(value)}.`),
  ),
  keysToCamelCaseDeep: withoutArguments((value, report, scope) => renameDeep(value, report, scope, 0)),
};

function renameDeep(value: unknown, report: Report, scope: Scope, depth: number): unknown {
  if (depth > maxDataDepth) return report(scope, "The data is nested too deeply.");
  if (Array.isArray(value)) return value.map((item) => renameDeep(item, report, scope, depth + 1) ?? null);
  if (!isObject(value)) return value;
  return renameKeys(value, (member) => renameDeep(member, report, scope, depth + 1) ?? null, report, scope);
}

/** Where two keys become one, the later wins. */
function renameKeys(
  object: JsonObject,
  convert: (member: unknown) => unknown,
  report: Report,
  scope: Scope,
): JsonObject {
  const renamed: JsonObject = {};
  for (const [key, member] of Object.entries(object)) {
    const name = camelCase(key);
    if (Object.hasOwn(renamed, name))
      report(scope, `Several keys become \`${name}\` in camel case; the last one is kept.`);
    setOwn(renamed, name, convert(member));
  }
  return renamed;
}
