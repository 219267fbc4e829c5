import { generateFunction, onceHot } from "../../subgraphs/generate-function.ts";
import { giveUp } from "./give-up.ts";
import { escaped } from "./write-scalar.ts";

/** Objects that were written in this run, by who wrote them. */
export type Written = Map<Write, Map<object, string>>;

/** Of a value that is neither null nor missing. */
export type Write = (value: unknown, written: Written) => string;

export interface WrittenField {
  /** `"title":`, or all of it where it does not depend on the data. */
  readonly name: string;
  readonly key: string;
  readonly write: Write | undefined;
  readonly isNullable: boolean;
  /** What its values mostly are. */
  readonly holds?: "text" | "int" | undefined;
}

type Data = Readonly<Record<string, unknown>>;

/** @returns A writer of objects, in the code that all plans share, and later in code of its own (generate-function.ts). */
export function compileObjectWriter(fields: readonly WrittenField[]): Write {
  const named = fields.map((field, index) => ({ ...field, name: `${index === 0 ? "{" : ","}${field.name}` }));
  const writer = onceHot(writeBySteps(named), () => generateWriter(named));
  return (value, written) => writer()(value, written);
}

function writeBySteps(fields: readonly WrittenField[]): Write {
  const members = fields.map((field) => ({ name: field.name, key: field.key, write: compileMember(field) }));
  return (value, written) => {
    const source = value as Data;
    let text = fields.length === 0 ? "{" : "";
    for (const { name, key, write } of members) {
      text += name;
      if (write) text += write(source[key], written);
    }
    return `${text}}`;
  };
}

/** As `write`, of a value that may be null or missing. */
function compileMember({ write, isNullable }: WrittenField): Write | undefined {
  if (!write) return undefined;
  return (member, written) => {
    if (member !== null && member !== undefined) return write(member, written);
    if (isNullable) return "null";
    throw giveUp;
  };
}

function generateWriter(fields: readonly WrittenField[]): Write | undefined {
  const scope: Record<string, unknown> = { escaped };
  const parts = fields.map((field, index) => {
    const name = JSON.stringify(field.name);
    const write = compileMember(field);
    if (!write) return name;
    const member = `member = source[${JSON.stringify(field.key)}]`;
    scope[`write${index}`] = write;
    const written = `${name} + write${index}(member, written)`;
    switch (field.holds) {
      case "text": {
        const opened = JSON.stringify(`${field.name}"`);
        return `(${member}, typeof member === "string" && !escaped.test(member) ? ${opened} + member + '"' : ${written})`;
      }
      case "int":
        return `(${member}, typeof member === "number" && (member | 0) === member ? ${name} + member : ${written})`;
      case undefined:
        return `(${member}, ${written})`;
      default:
        return field.holds satisfies never;
    }
  });
  if (parts.length === 0) parts.push('"{"');
  const body = `let member; return ${[...parts, '"}"'].join(" + ")};`;
  // What the text above says is what `writeBySteps` does.
  return generateFunction(["source", "written"], body, scope) as Write | undefined;
}
