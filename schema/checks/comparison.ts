import type { GraphQLSchema } from "graphql";
import type { Renames } from "./renamed-types.ts";
import type { SchemaChange } from "./schema-change.ts";
import type { SchemaReach } from "./schema-reach.ts";

/** Two schemas, and what is known of them for every change. */
export interface Comparison {
  readonly before: GraphQLSchema;
  readonly after: GraphQLSchema;
  /** Of the schema before: only what clients could reach then can break them. */
  readonly reach: SchemaReach;
  readonly renames: Renames;
  /** What hides a coordinate that still exists: `@inaccessible`. */
  readonly hiddenBy: (coordinate: string) => string | undefined;
}

/** `undefined` for what is no change to clients at all, such as a description, and for what another change says. */
export type Verdict = SchemaChange | "safe" | undefined;
