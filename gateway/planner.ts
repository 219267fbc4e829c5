/** The query planner, loaded when the first graph is built: it is native code that some platforms have no binary of. */
import { createRequire } from "node:module";
import type { QueryPlanner } from "@graphql-hive/router-query-planner";

export type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
  QueryPlanner,
  RequiresSelection,
} from "@graphql-hive/router-query-planner";

export class PlannerUnavailableError extends Error {
  readonly code = "PLANNER_UNAVAILABLE";
}

/**
 * @throws PlannerUnavailableError where the platform has no binary; whatever the planner throws about the supergraph.
 */
export function createQueryPlanner(supergraphSdl: string): QueryPlanner {
  const Planner = loadPlanner();
  return new Planner(supergraphSdl);
}

function loadPlanner(): typeof QueryPlanner {
  try {
    // Synchronous, so that a graph is made in one step. `import` at the top would make `compose` and `import` need it.
    const require = createRequire(import.meta.url);
    const module = require("@graphql-hive/router-query-planner") as { QueryPlanner: typeof QueryPlanner };
    return module.QueryPlanner;
  } catch (cause) {
    throw new PlannerUnavailableError(
      `The query planner has no binary for this platform (\`${process.platform}-${process.arch}\`). ` +
        "It runs on Linux with glibc 2.30 or newer (x64, arm64) and on macOS (x64, arm64); " +
        "in containers, use an image based on Debian rather than Alpine.",
      { cause },
    );
  }
}
