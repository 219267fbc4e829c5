/**
 * Runs the steps of a plan: asks the subgraphs, and merges what they answer into one object, keyed as the plan's
 * operation is (see response-keys.ts). Completion makes the client's response of it.
 */
import type { OperationContext } from "../subgraphs/operation-context.ts";
import { createSubgraphError } from "../subgraphs/subgraph-error.ts";
import type { SubgraphError, SubgraphResult } from "../subgraphs/subgraph.ts";
import type { EntityGroup, EntityStep, FetchStep, Path, Step } from "./bind-plan.ts";
import { mergeResult } from "./merge-result.ts";
import { identityOf } from "./representation.ts";
import { renamedKeys, rewrite } from "./rewrite.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

type JsonObject = Record<string, unknown>;
export type ResponsePath = readonly (string | number)[];

/** What a subgraph could not do, at each place of the response where that is missed. */
export interface FetchFailure {
  readonly subgraph: string;
  readonly error: SubgraphError;
  /** A path of keys, not of the client's names. */
  readonly path: ResponsePath;
  /** True where the whole fetch of the object at `path` failed, not one field of it. */
  readonly isWhole: boolean;
}

export interface PlanResult {
  readonly data: JsonObject;
  readonly failures: readonly FetchFailure[];
}

/** @param variables  Coerced. Never rejects. */
export async function executePlan(
  step: Step | undefined,
  variables: Readonly<Record<string, unknown>>,
  context: OperationContext,
  types: SupergraphTypes,
): Promise<PlanResult> {
  const execution = new PlanExecution(variables, context, types);
  if (step) await execution.run(step);
  return execution;
}

class PlanExecution implements PlanResult {
  readonly data: JsonObject = {};
  readonly failures: FetchFailure[] = [];
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #context: OperationContext;
  readonly #types: SupergraphTypes;

  constructor(variables: Readonly<Record<string, unknown>>, context: OperationContext, types: SupergraphTypes) {
    this.#variables = variables;
    this.#context = context;
    this.#types = types;
  }

  async run(step: Step): Promise<void> {
    switch (step.kind) {
      case "sequence":
        for (const inner of step.steps) await this.run(inner);
        return;
      case "parallel":
        await Promise.all(step.steps.map((inner) => this.run(inner)));
        return;
      case "condition": {
        const chosen = this.#variables[step.variable] === true ? step.ifTrue : step.ifFalse;
        if (chosen) await this.run(chosen);
        return;
      }
      case "fetch":
        return this.#fetch(step);
      case "entities":
        return this.#fetchEntities(step);
    }
  }

  async #fetch(step: FetchStep): Promise<void> {
    const targets = collect(this.data, step.path);
    if (targets.length === 0) return;
    const { data, errors } = await this.#ask(step, this.#pick(step.variables));
    if (data) {
      rewrite(data, step.rewrites, this.#types);
      for (const target of targets) mergeResult(target, data, this.#types);
    }
    if (errors.length === 0) return;
    const renamed = renamedKeys(step.rewrites);
    const places = collectPaths(this.data, step.path).map(({ path }) => path);
    for (const error of errors) {
      const rests = error.path ? [error.path.map((key) => rename(key, renamed))] : step.rootKeys.map((key) => [key]);
      for (const place of places) {
        for (const rest of rests) this.#fail(step.subgraph, error, [...place, ...rest], !error.path);
      }
    }
  }

  async #fetchEntities(step: EntityStep): Promise<void> {
    const variables: JsonObject = this.#pick(step.variables);
    const requests = step.groups.map((group) => this.#collectEntities(group));
    if (requests.every(({ representations }) => representations.length === 0)) return;
    for (const { group, representations } of requests) variables[group.variable] = representations;

    const { data, errors } = await this.#ask(step, variables);
    for (const request of requests) {
      const entities = data?.[request.group.responseKey];
      if (!Array.isArray(entities)) continue;
      rewrite(entities, request.group.rewrites, this.#types);
      for (const [target, index] of request.targets) {
        const entity: unknown = entities[index];
        if (typeof entity === "object" && entity !== null) mergeResult(target, entity as JsonObject, this.#types);
      }
    }
    for (const error of errors) this.#failEntities(step.subgraph, error, requests);
  }

  /** Equal representations are sent once; each target knows the index of its own. */
  #collectEntities(group: EntityGroup): EntityRequest {
    const targets = new Map<JsonObject, number>();
    const representations: JsonObject[] = [];
    const indexes = new Map<string, number>();
    for (const path of group.paths) {
      for (const target of collect(this.data, path)) {
        // Places can share an object, as answers to equal representations do.
        if (targets.has(target)) continue;
        const representation = group.build(target, this.#variables);
        if (!representation) continue;
        const identity = identityOf(representation);
        let index = indexes.get(identity);
        if (index === undefined) {
          index = representations.push(representation) - 1;
          indexes.set(identity, index);
        }
        targets.set(target, index);
      }
    }
    return { group, targets, representations };
  }

  #failEntities(subgraph: string, error: SubgraphError, requests: readonly EntityRequest[]): void {
    const [root, index, ...rest] = error.path ?? [];
    for (const { group, targets } of requests) {
      if (root !== undefined && root !== group.responseKey) continue;
      const renamed = renamedKeys(group.rewrites);
      const suffix = rest.map((key) => rename(key, renamed));
      for (const path of group.paths) {
        for (const { object, path: place } of collectPaths(this.data, path)) {
          const own = targets.get(object);
          if (own === undefined || (typeof index === "number" && index !== own)) continue;
          this.#fail(subgraph, error, [...place, ...suffix], suffix.length === 0);
        }
      }
    }
  }

  async #ask(step: FetchStep | EntityStep, variables: JsonObject): Promise<SubgraphResult> {
    try {
      return await step.prepared.execute(variables, this.#context);
    } catch (cause) {
      // A subgraph never rejects; one that does all the same must not end the operation, nor show its message.
      const message = `The subgraph \`${step.subgraph}\` failed.`;
      const error = createSubgraphError({ message, extensions: { code: "INTERNAL_SERVER_ERROR" }, cause });
      return { data: null, errors: [error] };
    }
  }

  #pick(names: readonly string[]): JsonObject {
    const picked: JsonObject = {};
    for (const name of names) {
      if (Object.hasOwn(this.#variables, name)) picked[name] = this.#variables[name];
    }
    return picked;
  }

  #fail(subgraph: string, error: SubgraphError, path: ResponsePath, isWhole: boolean): void {
    this.failures.push({ subgraph, error, path, isWhole });
  }
}

interface EntityRequest {
  readonly group: EntityGroup;
  readonly targets: ReadonlyMap<JsonObject, number>;
  readonly representations: readonly JsonObject[];
}

function rename(key: string | number, names: ReadonlyMap<string, string>): string | number {
  return typeof key === "string" ? (names.get(key) ?? key) : key;
}

/** The objects at a path, in the order of the response. */
function collect(root: JsonObject, path: Path): JsonObject[] {
  const found: JsonObject[] = [];
  walk(root, path, 0, (object) => found.push(object));
  return found;
}

/** The same with the place of each: only errors ask for it. */
function collectPaths(root: JsonObject, path: Path): { object: JsonObject; path: ResponsePath }[] {
  const found: { object: JsonObject; path: ResponsePath }[] = [];
  const place: (string | number)[] = [];
  walk(root, path, 0, (object) => found.push({ object, path: [...place] }), place);
  return found;
}

function walk(
  value: unknown,
  path: Path,
  index: number,
  visit: (object: JsonObject) => void,
  place?: (string | number)[],
): void {
  if (typeof value !== "object" || value === null) return;
  const segment = path[index];
  if (Array.isArray(value)) {
    // The planner writes one "@" for a list, however many lists are in it.
    const next = segment?.kind === "items" ? index + 1 : index;
    for (let item = 0; item < value.length; item += 1) {
      place?.push(item);
      walk(value[item], path, next, visit, place);
      place?.pop();
    }
    return;
  }
  if (!segment) {
    visit(value as JsonObject);
    return;
  }
  if (segment.kind === "items") return;
  const object = value as JsonObject;
  if (segment.kind === "types") {
    const typename = object["__typename"];
    if (typeof typename === "string" && segment.types.has(typename)) walk(object, path, index + 1, visit, place);
    return;
  }
  place?.push(segment.key);
  walk(object[segment.key], path, index + 1, visit, place);
  place?.pop();
}
