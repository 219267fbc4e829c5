/**
 * Runs the steps of a plan as they stand in it, level by level: asks the subgraphs, and merges what they answer into one
 * object, keyed as the plan's operation is (see response-keys.ts). Completion makes the client's response of it.
 *
 * It is what the compiled program (compiled/run-program.ts) is held against.
 */
import type { OperationContext } from "../subgraphs/operation-context.ts";
import type { EntityGroup, Step } from "./bind-plan.ts";
import { identityOf } from "./representation.ts";
import { walkPath, type JsonObject } from "./response-path.ts";
import { FetchRunner, type EntityRequest, type FetchFailure, type PlanResult } from "./run-fetches.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

/** @param variables  Coerced. Never rejects. */
export async function executePlan(
  step: Step | undefined,
  variables: Readonly<Record<string, unknown>>,
  context: OperationContext,
  types: SupergraphTypes,
): Promise<PlanResult> {
  const runner = new FetchRunner(variables, context, types, (group, data) => collectEntities(group, data, variables));
  const failures = step ? await runStep(step, runner, variables) : [];
  return { data: runner.data, failures };
}

async function runStep(
  step: Step,
  runner: FetchRunner,
  variables: Readonly<Record<string, unknown>>,
): Promise<readonly FetchFailure[]> {
  switch (step.kind) {
    case "sequence": {
      const failures: FetchFailure[] = [];
      for (const inner of step.steps) failures.push(...(await runStep(inner, runner, variables)));
      return failures;
    }
    case "parallel":
      return (await Promise.all(step.steps.map((inner) => runStep(inner, runner, variables)))).flat();
    case "condition": {
      const chosen = variables[step.variable] === true ? step.ifTrue : step.ifFalse;
      return chosen ? runStep(chosen, runner, variables) : [];
    }
    case "fetch":
    case "entities":
      return runner.run(step);
    default:
      return step satisfies never;
  }
}

/** Equal representations are sent once; each target knows the index of its own. */
function collectEntities(
  group: EntityGroup,
  data: JsonObject,
  variables: Readonly<Record<string, unknown>>,
): EntityRequest {
  const targets = new Map<JsonObject, number>();
  const representations: JsonObject[] = [];
  const indexes = new Map<string, number>();
  for (const path of group.paths) {
    walkPath(data, path, (target) => {
      // Places can share an object, as answers to equal representations do.
      if (targets.has(target)) return;
      const representation = group.representation.build(target, variables);
      if (!representation) return;
      const identity = identityOf(representation);
      let index = indexes.get(identity);
      if (index === undefined) {
        index = representations.push(representation) - 1;
        indexes.set(identity, index);
      }
      targets.set(target, index);
    });
  }
  return { group, targets, representations };
}
