/** The fetches of one run of a plan: each asks its subgraph about what is in the merged data, and merges the answer. */
import type { OperationContext } from "../subgraphs/operation-context.ts";
import { createSubgraphError } from "../subgraphs/subgraph-error.ts";
import type { SubgraphError, SubgraphResult } from "../subgraphs/subgraph.ts";
import type { EntityGroup, EntityStep, FetchStep } from "./bind-plan.ts";
import { mergeResult } from "./merge-result.ts";
import { placesAt, walkPath, type JsonObject, type ResponsePath } from "./response-path.ts";
import { renamedKeys, rewrite } from "./rewrite.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

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

/** What one group of an entity fetch asks about. */
export interface EntityRequest {
  readonly group: EntityGroup;
  /** The objects that wait for an answer, each with the index of its representation. */
  readonly targets: ReadonlyMap<JsonObject, number>;
  /** Equal ones are there once. */
  readonly representations: readonly JsonObject[];
}

const none: readonly FetchFailure[] = [];

export type CollectEntities = (group: EntityGroup, data: JsonObject) => EntityRequest;

export class FetchRunner {
  readonly data: JsonObject = {};
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #context: OperationContext;
  readonly #types: SupergraphTypes;
  readonly #collectEntities: CollectEntities;

  /** @param variables  Coerced. */
  constructor(
    variables: Readonly<Record<string, unknown>>,
    context: OperationContext,
    types: SupergraphTypes,
    collectEntities: CollectEntities,
  ) {
    this.#variables = variables;
    this.#context = context;
    this.#types = types;
    this.#collectEntities = collectEntities;
  }

  /** @returns What failed. Never rejects. */
  run(step: FetchStep | EntityStep): Promise<readonly FetchFailure[]> {
    return step.kind === "fetch" ? this.#fetch(step) : this.#fetchEntities(step);
  }

  #fetch(step: FetchStep): Promise<readonly FetchFailure[]> {
    const targets: JsonObject[] = [];
    walkPath(this.data, step.path, (object) => targets.push(object));
    if (targets.length === 0) return Promise.resolve(none);
    return this.#ask(step, this.#pick(step.variables), ({ data, errors }) => {
      if (data) {
        rewrite(data, step.rewrites, this.#types);
        for (const target of targets) mergeResult(target, data, this.#types);
      }
      return errors.length === 0 ? none : this.#failFetch(step, errors);
    });
  }

  #failFetch(step: FetchStep, errors: readonly SubgraphError[]): readonly FetchFailure[] {
    const renamed = renamedKeys(step.rewrites);
    const places = placesAt(this.data, step.path).map(({ place }) => place);
    return errors.flatMap((error) => {
      const rests = error.path ? [error.path.map((key) => rename(key, renamed))] : step.rootKeys.map((key) => [key]);
      return places.flatMap((place) =>
        rests.map((rest) => ({ subgraph: step.subgraph, error, path: [...place, ...rest], isWhole: !error.path })),
      );
    });
  }

  #fetchEntities(step: EntityStep): Promise<readonly FetchFailure[]> {
    const variables: JsonObject = this.#pick(step.variables);
    const requests = step.groups.map((group) => this.#collectEntities(group, this.data));
    if (requests.every(({ representations }) => representations.length === 0)) return Promise.resolve(none);
    for (const { group, representations } of requests) variables[group.variable] = representations;

    return this.#ask(step, variables, ({ data, errors }) => {
      for (const request of requests) {
        const entities = data?.[request.group.responseKey];
        if (!Array.isArray(entities)) continue;
        rewrite(entities, request.group.rewrites, this.#types);
        for (const [target, index] of request.targets) {
          const entity: unknown = entities[index];
          if (typeof entity === "object" && entity !== null) mergeResult(target, entity as JsonObject, this.#types);
        }
      }
      return errors.length === 0 ? none : this.#failEntities(step.subgraph, errors, requests);
    });
  }

  #failEntities(
    subgraph: string,
    errors: readonly SubgraphError[],
    requests: readonly EntityRequest[],
  ): readonly FetchFailure[] {
    const asked = requests.map(({ group, targets }) => ({
      responseKey: group.responseKey,
      renamed: renamedKeys(group.rewrites),
      places: group.paths.flatMap((path) =>
        placesAt(this.data, path).flatMap(({ object, place }) => {
          const index = targets.get(object);
          return index === undefined ? [] : [{ index, place }];
        }),
      ),
    }));
    return errors.flatMap((error) => {
      const [root, index, ...rest] = error.path ?? [];
      return asked.flatMap(({ responseKey, renamed, places }) => {
        if (root !== undefined && root !== responseKey) return [];
        const suffix = rest.map((key) => rename(key, renamed));
        return places
          .filter((each) => typeof index !== "number" || index === each.index)
          .map(({ place }) => ({ subgraph, error, path: [...place, ...suffix], isWhole: suffix.length === 0 }));
      });
    });
  }

  #ask(
    step: FetchStep | EntityStep,
    variables: JsonObject,
    take: (result: SubgraphResult) => readonly FetchFailure[],
  ): Promise<readonly FetchFailure[]> {
    try {
      return step.prepared
        .execute(variables, this.#context)
        .then(take, (cause: unknown) => take(brokenSubgraph(cause)));
    } catch (cause) {
      return Promise.resolve(take(brokenSubgraph(cause)));
    }
  }

  #pick(names: readonly string[]): JsonObject {
    const picked: JsonObject = {};
    for (const name of names) {
      if (Object.hasOwn(this.#variables, name)) picked[name] = this.#variables[name];
    }
    return picked;
  }
}

/** A subgraph never rejects; one that does all the same must not end the operation, nor show its message. */
function brokenSubgraph(cause: unknown): SubgraphResult {
  const message = "The subgraph failed.";
  const error = createSubgraphError({ message, extensions: { code: "INTERNAL_SERVER_ERROR" }, cause });
  return { data: null, errors: [error] };
}

function rename(key: string | number, names: ReadonlyMap<string, string>): string | number {
  return typeof key === "string" ? (names.get(key) ?? key) : key;
}
