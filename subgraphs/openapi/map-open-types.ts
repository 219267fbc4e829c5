import { isAbstract, possibleTypes, type TypeRef } from "./model.ts";
import { innermost, type FieldSelection } from "./plan-selections.ts";
import { printFields, printMembers } from "./print-selection.ts";

/** Gives a mapping to each type whose fields some selection leaves open, and to all that such a type leads to. */
export function mapOpenTypes(selections: readonly FieldSelection[]): void {
  const mapType = (ref: TypeRef): void => {
    const named = innermost(ref);
    if (named.kind === "object" && named.type.mapping === undefined) {
      named.type.mapping = printFields(named.type);
      for (const { type } of named.type.fields) mapType(type);
    }
    if (isAbstract(named) && named.type.mapping === undefined) {
      named.type.mapping = printMembers(named.type);
      for (const type of possibleTypes(named.type)) mapType({ kind: "object", type, nullable: false });
    }
  };
  const visit = (selection: FieldSelection): void => {
    if (selection.kind === "abstract") for (const inner of selection.objects.values()) visit(inner);
    if (selection.kind !== "object") return;
    for (const [field, inner] of selection.entries) {
      if (inner.kind === "open") mapType(field.type);
      else visit(inner);
    }
  };
  selections.forEach(visit);
}
