/** Schemas that list their values become enums, or the scalar that the values are of. */
import { enumValues } from "./enum-values.ts";
import { textAt, type JsonObject } from "./json.ts";
import type { EnumType, NameOrigin, TypeRef } from "./model.ts";
import type { ImportReport } from "./report.ts";
import type { ObjectNode } from "./resolver.ts";
import { kindOfValues, schemaType } from "./schema-keywords.ts";
import { scalar } from "./type-refs.ts";

export class EnumReader {
  readonly #report: ImportReport;
  /** By name and values: enums that say the same are one. */
  readonly #byText = new Map<string, EnumType>();

  constructor(report: ImportReport) {
    this.#report = report;
  }

  /** `undefined` where the values say nothing about the type. */
  read({ value, pointer }: ObjectNode, origin: NameOrigin, nullable: boolean): TypeRef | undefined {
    const all = listedValues(value);
    const values = all.filter((each) => each !== null);
    const isNull = nullable || values.length < all.length;
    const kind = kindOfValues(values);
    if (kind === "boolean") return scalar("Boolean", isNull);
    if (kind === "integer") return scalar(values.every((each) => isInt32(each)) ? "Int" : "BigInt", isNull);
    if (kind === "number") return scalar("Float", isNull);
    // YAML reads `no` and `1` in a list of texts as something else.
    if (kind !== "string" && schemaType(value) !== "string") return undefined;
    const texts = [...new Set(values.map(String))];
    // One value is a constant, and a text that is always the same needs no type.
    if (texts.length < 2 || values.some((each) => typeof each === "object")) return scalar("String", isNull);
    const named = enumValues(texts);
    if (!named) {
      this.#report.add("simplified", pointer, "These values cannot become names of an enum; it is `String`.");
      return scalar("String", isNull);
    }
    const key = `${wordsIn(origin)} ${texts.join("\n")}`;
    const known = this.#byText.get(key);
    if (known) {
      known.isShared = true;
      return { kind: "enum", type: known, nullable: isNull };
    }
    const created: EnumType = {
      kind: "enum",
      name: "",
      isShared: false,
      pointer,
      origin,
      description: origin.kind === "component" ? textAt(value, "description") : undefined,
      values: named,
      isMapped: named.some(({ wire, name }) => wire !== name),
    };
    this.#byText.set(key, created);
    return { kind: "enum", type: created, nullable: isNull };
  }
}

function wordsIn(origin: NameOrigin): string {
  if (origin.kind === "component") return origin.text;
  return origin.kind === "other" ? "" : origin.words.join(" ");
}

function listedValues(schema: JsonObject): readonly unknown[] {
  return Array.isArray(schema["enum"]) ? (schema["enum"] as readonly unknown[]) : [schema["const"]];
}

function isInt32(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) < 2 ** 31;
}
