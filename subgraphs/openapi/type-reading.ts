import type { Direction, NameOrigin, TypeRef } from "./model.ts";
import type { ReadContext } from "./read-operations.ts";
import type { Node } from "./resolver.ts";

/** What the readers of single kinds of schemas need of the whole. */
export interface TypeReading {
  readonly context: ReadContext;
  /** @param origin  What a type is called that has no name of its own. */
  typeOf(node: Node, direction: Direction, origin: NameOrigin): TypeRef;
  /** `JSON`, with the reason in the report. */
  simplified(node: Node, what: string): TypeRef;
}
