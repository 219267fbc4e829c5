import type { DocumentNode } from "graphql";
import type { OperationContext } from "./operation-context.ts";

/**
 * A subgraph as the gateway sees it: fetch documents in, plain objects out. A declared and a coded subgraph run in this
 * process, a remote one is asked over HTTP; the gateway does not know the difference.
 */
export interface Subgraph {
  readonly name: string;
  readonly kind: "declared" | "coded" | "remote";
  /** Lower-case names of the client headers that can change what it answers. Absent: all. */
  readonly readsHeaders?: ReadonlySet<string> | "all";
  /** Whether `$context.claims` can change what it answers. Absent: it can. */
  readonly readsClaims?: boolean;
  /** Whether any of its services says how long its answers are fresh, and is listened to. */
  readonly saysFreshness?: boolean;
  /**
   * Compiles one fetch document: a single operation of the plan, `_entities` included, valid against this subgraph's
   * schema. Called once per plan; the result is kept beside it. Throws only for a bug or a document that is not valid.
   */
  prepare(document: DocumentNode): PreparedFetch;
  /** Does what its first `prepare` would have to do, so that no client waits for it. */
  warm?(): void;
  close(): Promise<void>;
}

export interface PreparedFetch {
  /** Runs the document. Never rejects: whatever goes wrong is in `errors`, and the data that could be had is in `data`. */
  execute(variables: Readonly<Record<string, unknown>>, operation: OperationContext): Promise<SubgraphResult>;
  /** The upstream calls that one run may make, for `explain` and call budgets. A call comes after those it waits for. */
  readonly calls: readonly CallShape[];
}

/**
 * The answer to a fetch document. Fresh plain objects that the caller may mutate, keyed by response name. A null in a
 * non-null position need not be propagated here: the gateway completes the whole response once, against the API schema.
 */
export interface SubgraphResult {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly SubgraphError[];
}

/** `path` is in the fetch document's response: it starts with a root response name (`_entities`, 3, ...). */
export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** What was thrown, for the log alone. Not enumerable, so that no copy of the error takes it to a client. */
  readonly cause?: unknown;
}

/** One upstream call site of a prepared fetch, known before anything runs. */
export interface CallShape {
  /** `users:Query.user[0]`, `users:User[0]`; for coded and remote subgraphs the field or entity that is asked. */
  readonly coordinate: string;
  /** `GET`, `POST`, ...; `null` where code decides. */
  readonly method: string | null;
  /** The URL template as written, base URL included; `null` where code decides. */
  readonly url: string | null;
  /**
   * `once`: one call per run. `object`: one per distinct object at the call site. `batch`: one per chunk of `batchSize`
   * distinct keys (`null`: one chunk). `unknown`: code decides, nothing can be promised.
   */
  readonly per: "once" | "object" | "batch" | "unknown";
  readonly batchSize: number | null;
  /** True where the call site lies below `_entities`: it is reached once per representation. */
  readonly perEntity: boolean;
  /**
   * With `perEntity`: the response name of the `_entities` field that the call site lies below. A document may have
   * several; a call that does not say is counted for the representations of all.
   */
  readonly entitiesField?: string;
  /** The list fields crossed from the root (or the entity) to the call site, outermost first. */
  readonly lists: readonly CrossedList[];
  /** True where the call may not happen at all: a nullable parent, a condition. */
  readonly optional: boolean;
  /** Indexes into `calls` of those whose answers this one waits for. */
  readonly after: readonly number[];
}

/** `{ coordinate: "Query.posts", path: ["posts"] }` */
export interface CrossedList {
  readonly coordinate: string;
  /** Its response names from the root, or from the entity. */
  readonly path: readonly string[];
}
