/**
 * A plan as a program: each fetch starts when the fetches that it needs have ended (schedule.ts), equal entities are one
 * object (share-entities.ts), and what is right is written as text (write-response.ts). What it answers is what the plain
 * executor (execute-plan.ts) answers, which runs the plans that it cannot.
 */
import type { GraphQLSchema } from "graphql";
import type { OperationContext } from "../../subgraphs/operation-context.ts";
import type { EntityGroup, Step } from "../bind-plan.ts";
import { executePlan } from "../execute-plan.ts";
import type { NormalOperation } from "../normal-operation.ts";
import type { JsonObject } from "../response-path.ts";
import { FetchRunner, type PlanResult } from "../run-fetches.ts";
import type { SupergraphTypes } from "../supergraph-types.ts";
import { findShared } from "./find-shared.ts";
import { compileTasks } from "./run-tasks.ts";
import { keysOf, schedule } from "./schedule.ts";
import { compileSharing, type ShareEntities } from "./share-entities.ts";
import { compileWriter, type WriteResponse } from "./write-response.ts";

export interface Program {
  /** @param variables  Coerced. Never rejects. */
  run(variables: Readonly<Record<string, unknown>>, context: OperationContext): Promise<PlanResult>;
  /** Of data in which nothing failed. */
  readonly write: WriteResponse;
}

export function compileProgram(
  step: Step | undefined,
  operation: NormalOperation,
  schema: GraphQLSchema,
  types: SupergraphTypes,
): Program {
  const tasks = schedule(step, operation.isMutation);
  if (!tasks) {
    return {
      run: (variables, context) => executePlan(step, variables, context, types),
      write: compileWriter(operation, schema, types, new Set()),
    };
  }
  const sharing = new Map<EntityGroup, ShareEntities>();
  const sharedPlaces = new Set<string>();
  for (const task of tasks) {
    for (const group of task.step.kind === "entities" ? task.step.groups : []) {
      const paths = group.paths.map((path) => ({ path, known: findShared(task, path, tasks) }));
      sharing.set(group, compileSharing(group, paths));
      for (const { path, known } of paths) if (known) sharedPlaces.add(keysOf(path).join("."));
    }
  }
  const run = compileTasks(tasks);
  return {
    run(variables, context) {
      const collected = new Set<JsonObject>();
      const runner = new FetchRunner(variables, context, types, (group, data) => {
        const share = sharing.get(group);
        if (!share) throw new Error("A fetch of another program was run.");
        return share(data, variables, collected);
      });
      return run(runner);
    },
    write: compileWriter(operation, schema, types, sharedPlaces),
  };
}
