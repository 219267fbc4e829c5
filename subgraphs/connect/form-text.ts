import { isObject } from "../mapping/json.ts";
import { renderScalar } from "../mapping/template.ts";

/**
 * A body as `application/x-www-form-urlencoded`, with bracket paths (connect spec reference, section 7.5):
 * `{ a: 1, list: ["x"], o: { k: null } }` is `a=1&list[0]=x&o[k]=`, encoded. `undefined` where the value is no object.
 */
export function formText(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const pairs = new URLSearchParams();
  const add = (name: string, each: unknown): void => {
    if (Array.isArray(each)) each.forEach((item, index) => add(`${name}[${index}]`, item));
    else if (isObject(each)) for (const [key, member] of Object.entries(each)) add(`${name}[${key}]`, member);
    else if (each !== undefined) pairs.append(name, renderScalar(each).text ?? "");
  };
  for (const [key, each] of Object.entries(value)) add(key, each);
  return pairs.toString();
}
