/**
 * Reads an object of a body into one of the response, where each field is a key of it, or something made of it:
 *
 *     id, title, user <- { id: 1, title: "A", userId: 7 }       { id: 1, title: "A", user: { id: 7 } }
 */
import { generateFunction, onceHot } from "../generate-function.ts";
import type { JsonObject } from "../mapping/json.ts";
import type { Complete, Path, Run } from "./fetch-plan.ts";

export interface RecordField {
  readonly responseName: string;
  /** The key in the body; without, the value is made of the object itself. */
  readonly source: string | undefined;
  /** Which values in the body are those of the field as they are: all strings, or all integers of 32 bits. */
  readonly keeps: "text" | "int" | undefined;
  readonly complete: Complete;
}

export interface RecordPlan {
  /** None of them is called `__proto__`, nor read from a key that objects inherit. */
  readonly fields: readonly RecordField[];
  /** Keys of which none may be missing where somebody listens; `undefined`: then nothing can be read. */
  readonly wanted: readonly string[] | undefined;
  /** The object is null where one of these keys is, or all of them are. */
  readonly keys: readonly string[];
  readonly isNullBy: "any" | "all";
}

/**
 * @param isHeard  Whether somebody listens to problems.
 * @returns `undefined` where something is missing.
 */
export type ReadRecord = (
  object: JsonObject,
  path: Path | undefined,
  run: Run,
  isHeard: boolean,
) => JsonObject | null | undefined;

/** @returns What hands out the reader: one for all plans, and later one of its own. */
export function compileRecord(plan: RecordPlan): () => ReadRecord {
  return onceHot(readBySteps(plan), () => generateReader(plan));
}

function readBySteps({ fields, wanted, keys, isNullBy }: RecordPlan): ReadRecord {
  return (object, path, run, isHeard) => {
    if (isHeard && (!wanted || wanted.some((key) => object[key] === undefined))) return undefined;
    const isNull = (key: string): boolean => (object[key] ?? null) === null;
    if (keys.length > 0 && (isNullBy === "any" ? keys.some(isNull) : keys.every(isNull))) return null;
    const out: JsonObject = {};
    for (const { responseName, source, keeps, complete } of fields) {
      const member = source === undefined ? object : object[source];
      const isKept = keeps === "text" ? typeof member === "string" : keeps === "int" && isInt(member);
      out[responseName] = isKept ? member : complete(member, path, responseName, run);
    }
    return out;
  };
}

function isInt(value: unknown): boolean {
  return typeof value === "number" && (value | 0) === value;
}

function generateReader({ fields, wanted, keys, isNullBy }: RecordPlan): ReadRecord | undefined {
  const lines = ["let member;"];
  const isMissing = wanted ? wanted.map((key) => `${memberOf(key)} === undefined`).join(" || ") : "true";
  if (isMissing !== "") lines.push(`if (isHeard && (${isMissing})) return undefined;`);
  const isNull = keys.map((key) => `(${memberOf(key)} ?? null) === null`).join(isNullBy === "any" ? " || " : " && ");
  if (isNull !== "") lines.push(`if (${isNull}) return null;`);
  const members = fields.map(({ responseName, source, keeps }, index) => {
    const name = JSON.stringify(responseName);
    const made = (member: string): string => `complete${index}(${member}, path, ${name}, run)`;
    if (source === undefined) return `${name}: ${made("object")}`;
    if (!keeps) return `${name}: ${made(memberOf(source))}`;
    const isKept =
      keeps === "text" ? 'typeof member === "string"' : 'typeof member === "number" && (member | 0) === member';
    return `${name}: (member = ${memberOf(source)}, ${isKept}) ? member : ${made("member")}`;
  });
  lines.push(`return { ${members.join(", ")} };`);
  const scope = Object.fromEntries(fields.map(({ complete }, index) => [`complete${index}`, complete]));
  // What the text above says is what `readBySteps` does.
  return generateFunction(["object", "path", "run", "isHeard"], lines.join("\n"), scope) as ReadRecord | undefined;
}

function memberOf(key: string): string {
  return `object[${JSON.stringify(key)}]`;
}
