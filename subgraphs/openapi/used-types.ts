import { isAbstract, possibleTypes, type NamedType, type ScalarName, type TypeRef } from "./model.ts";
import { innermost } from "./plan-selections.ts";
import type { TypedOperation } from "./type-operation.ts";

/** Types that some field or argument leads to, in the order in which they are met. */
export function usedTypes(read: readonly TypedOperation[]): NamedType[] {
  const used = new Set<NamedType>();
  const queue: TypeRef[] = [];
  for (const { parameters, body, answer } of read) {
    queue.push(answer, ...parameters.map(({ type }) => type), ...(body ? [body.type] : []));
  }
  for (let index = 0; index < queue.length; index += 1) {
    const ref = queue[index];
    const named = ref && innermost(ref);
    if (!named || named.kind === "scalar" || used.has(named.type)) continue;
    used.add(named.type);
    if (named.kind === "object") queue.push(...named.type.fields.map(({ type }) => type));
    if (isAbstract(named)) {
      queue.push(...possibleTypes(named.type).map((type) => ({ kind: "object", type, nullable: false }) as const));
    }
  }
  return [...used];
}

const scalarTexts: Partial<Record<ScalarName, string>> = {
  JSON: "Any JSON value.",
  BigInt: "An integer of up to 64 bits. One beyond 2^53 is written as text, so that no digit is lost.",
};

export function usedScalars(
  read: readonly TypedOperation[],
  used: readonly NamedType[],
): { name: string; description: string }[] {
  const names = new Set<string>();
  const add = (ref: TypeRef): void => {
    const named = innermost(ref);
    if (named.kind === "scalar") names.add(named.name);
  };
  for (const { parameters, body, answer } of read) {
    add(answer);
    if (body) add(body.type);
    for (const { type } of parameters) add(type);
  }
  for (const type of used) if (type.kind === "object") for (const field of type.fields) add(field.type);
  return (["JSON", "BigInt"] as const)
    .filter((name) => names.has(name))
    .map((name) => ({ name, description: scalarTexts[name] ?? "" }));
}
