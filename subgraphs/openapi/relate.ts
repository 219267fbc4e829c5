import { keyText, type RelationGuess } from "./find-entities.ts";

/** Writes relations as fields, or proposes them. */
export function relate(guesses: readonly RelationGuess[], accept: boolean): void {
  for (const { owner, field, name, target } of guesses) {
    const { type, item } = target;
    const key = keyText(target);
    if (!accept) {
      const { path } = item.named.operation;
      owner.proposals.push(
        `Proposed: \`${name}: ${type.name}\`, as \`${field.name}\` seems to be the ${key} of GET ${path}. --accept writes it.`,
      );
      continue;
    }
    owner.fields.push({
      wire: field.wire,
      name,
      type: { kind: "object", type, nullable: true },
      required: false,
      description: undefined,
      deprecated: false,
      isFile: false,
      referenceBy: key,
    });
  }
}
