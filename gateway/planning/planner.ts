/**
 * The query planner of a supergraph, loaded when the first graph is built: it is native code that some platforms have no
 * binary of.
 */
import type { QueryPlan } from "@graphql-hive/router-query-planner";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import { loadInProcess, PlannerMissingError, PlannerStoppedError, type PlannerHandle } from "./planner-process.ts";
import { makePlannerSupergraph, type PlannerSupergraph } from "./planner-supergraph.ts";
import { compileRequiresCheck } from "./requires-check.ts";
import { restorePlan } from "./restore-plan.ts";

export type {
  BatchFetchNode,
  FetchNode,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
  RequiresSelection,
} from "@graphql-hive/router-query-planner";

export class PlannerUnavailableError extends Error {
  readonly code = "PLANNER_UNAVAILABLE";
}

/** How `@override(label:)` is decided for an operation. */
export interface Override {
  /** Labels of the user's own that are on. */
  readonly labels: ReadonlySet<string>;
  /** 0 to 100: labels `percent(N)` with a larger N are on. */
  readonly percentage: number;
}

/** The planner of one supergraph. */
export interface Planner {
  readonly overrideLabels: readonly string[];
  readonly overridePercentages: readonly number[];
  /** Coordinates of fields that it must not be asked for: it would plan them wrongly, or end the process. */
  readonly refused: ReadonlySet<string>;
  /** @throws what the planner says. */
  plan(operation: string, override: Override): QueryPlan;
}

/** @throws PlannerUnavailableError where the platform has no binary; whatever the planner says about the supergraph. */
export function createPlanner(supergraph: Supergraph): Planner {
  const checkRequires = compileRequiresCheck(supergraph);
  const planWith = (made: PlannerSupergraph): { plan: Plan; native: PlannerHandle } => {
    const native = loadPlanner(made.sdl);
    const plan: Plan = (operation, { labels, percentage }) => {
      const { node, ...rest } = native.plan(operation, labels, percentage);
      if (!node) return rest;
      if (made.subgraphs.size > 0) restorePlan(node, made);
      checkRequires(node);
      return { ...rest, node };
    };
    return { plan, native };
  };

  const spared = makePlannerSupergraph(supergraph, "needed");
  const usual = planWith(spared);
  const needsSparing = findSparing(spared, supergraph);
  let plain: Plan | undefined;
  let careful: Plan | undefined;
  return {
    overrideLabels: usual.native.overrideLabels,
    overridePercentages: usual.native.overridePercentages,
    refused: spared.refused,
    plan: (operation, override) => {
      try {
        if (needsSparing(operation)) return usual.plan(operation, override);
        plain ??= planWith({ ...spared, sdl: supergraph.sdl, subgraphs: new Map(), fields: new Map() }).plan;
        return plain(operation, override);
      } catch (error) {
        if (error instanceof PlannerStoppedError) throw error;
        careful ??= planWith(makePlannerSupergraph(supergraph, "all")).plan;
        try {
          return careful(operation, override);
        } catch {
          throw error;
        }
      }
    },
  };
}

/**
 * Tells operations that have a field in them which the planner is to be spared. It plans all others better without the
 * subgraphs that exist for such fields: those are more ways to go, some of them dead ends.
 */
function findSparing({ subgraphs }: PlannerSupergraph, supergraph: Supergraph): (operation: string) => boolean {
  if (subgraphs.size === 0) return () => true;
  const names = [...new Set([...subgraphs.values()].flatMap(({ fieldNames }) => [...fieldNames]))];
  const pattern = new RegExp(`\\b(?:${names.join("|")})\\b`);
  // Where a key or a `@requires` has such a field in it, an operation may come to need it without a word.
  const isHidden = [...supergraph.sdl.matchAll(/\b(?:key|requires): (?:"""[^]*?"""|"[^"\n]*")/g)].some(([fields]) =>
    pattern.test(fields),
  );
  return isHidden ? () => true : (operation) => pattern.test(operation);
}

type Plan = Planner["plan"];

/** @throws PlannerUnavailableError where the platform has no binary; whatever the planner says about the supergraph. */
function loadPlanner(supergraphSdl: string): PlannerHandle {
  try {
    return loadInProcess(supergraphSdl);
  } catch (cause) {
    if (!(cause instanceof PlannerMissingError)) throw cause;
    throw new PlannerUnavailableError(
      `The query planner has no binary for this platform (\`${process.platform}-${process.arch}\`). ` +
        "It runs on Linux with glibc 2.30 or newer (x64, arm64) and on macOS (x64, arm64); " +
        "in containers, use an image based on Debian rather than Alpine.",
      { cause },
    );
  }
}
