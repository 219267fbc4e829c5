/** What names mean at a point inside a mapping. */
import type { TypeIndex } from "../connect/type-index.ts";
import type { Span } from "../mapping/ast.ts";
import type { Schemas } from "./follow.ts";
import type { MappingText, Read, Value } from "./value.ts";

export interface Scope {
  readonly text: MappingText;
  readonly types: TypeIndex;
  readonly schemas: Schemas;
  /** `$`. Nothing before there is an answer. */
  readonly current: Value;
  /** `@` */
  readonly flowing: Value;
  readonly locals: ReadonlyMap<string, Value>;
  readonly variables: (name: string, at: Span) => Value;
  /** Expressions that may still be looked at: the arms of a `->match` may be nested without end. */
  readonly budget: { left: number };
  /** The body of answers of another status, where the document has it. */
  readonly bodyOf?: (status: number) => Value | undefined;
  /** Every key that was read, in the order of the mapping. */
  readonly reads: Read[];
}

export const mostExpressions = 200_000;
