import type { DocumentNode } from "graphql";
import { conditionVariables, type Decide } from "./collect-fields.ts";

/** A client that tries all values of many conditions cannot fill memory. */
const maxVariants = 64;

/**
 * What is compiled of a fetch document, once for each of the values that the variables of its `@skip` and `@include` have.
 *
 * @param compile  Is told at once where there are none.
 */
export function byConditions<Compiled>(
  document: DocumentNode,
  compile: (decide: Decide) => Compiled,
): (variables: Readonly<Record<string, unknown>>) => Compiled {
  const conditions = conditionVariables(document);
  if (conditions.length === 0) {
    const only = compile(() => false);
    return () => only;
  }
  const variants = new Map<string, Compiled>();
  return (variables) => {
    const key = conditions.map((name) => (variables[name] === true ? "1" : "0")).join("");
    const known = variants.get(key);
    if (known) return known;
    const compiled = compile((name) => variables[name] === true);
    if (variants.size < maxVariants) variants.set(key, compiled);
    return compiled;
  };
}
