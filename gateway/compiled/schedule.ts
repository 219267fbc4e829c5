/**
 * A bound plan in, its fetches out, each with those whose answers it needs. A plan is made of levels, of which each waits
 * for all of the one before; a fetch needs fewer:
 *
 *     Sequence [ Parallel [ posts, tags ], Parallel [ posts.@.author, tags.@.owner ] ]
 *
 *     0 posts   1 tags   2 posts.@.author after 0   3 tags.@.owner after 1
 */
import type { EntityStep, FetchStep, Path, Step } from "../bind-plan.ts";
import { mergeTrees, type FieldTree } from "../field-tree.ts";
import { renamedKeys } from "../rewrite.ts";

export interface Task {
  readonly step: FetchStep | EntityStep;
  /** Indexes of earlier tasks. */
  readonly after: readonly number[];
  readonly gives: readonly PlacedFields[];
}

/** What an answer adds to the data, at one place. */
export interface PlacedFields {
  /** Keys from the root. Lists and type conditions do not change who gives what. */
  readonly path: readonly string[];
  readonly fields: FieldTree;
}

/** @returns `undefined` for a plan with conditions: which of its fetches run is known with the variables alone. */
export function schedule(plan: Step | undefined, isMutation: boolean): readonly Task[] | undefined {
  const tasks: Task[] = [];
  /** @returns Whether it could. Adds the tasks of `step`, which may need any of `earlier`. */
  const add = (step: Step, earlier: readonly number[]): boolean => {
    switch (step.kind) {
      case "condition":
        return false;
      case "parallel":
        return step.steps.every((inner) => add(inner, earlier));
      case "sequence": {
        const before = [...earlier];
        return step.steps.every((inner) => {
          const first = tasks.length;
          const isAdded = add(inner, before);
          for (let index = first; index < tasks.length; index += 1) before.push(index);
          return isAdded;
        });
      }
      case "fetch":
      case "entities": {
        // Spec: https://spec.graphql.org/draft/#sec-Mutation
        // A field of a mutation begins when all of the one before has ended.
        const after = isMutation ? [...earlier] : feeding(step, earlier, tasks);
        tasks.push({ step, after, gives: givesOf(step) });
        return true;
      }
      default:
        return step satisfies never;
    }
  };
  return !plan || add(plan, []) ? tasks : undefined;
}

function feeding(step: FetchStep | EntityStep, earlier: readonly number[], tasks: readonly Task[]): readonly number[] {
  const needs = needsOf(step);
  const needed = earlier.filter((index) =>
    tasks[index]?.gives.some((given) => needs.some((need) => meets(given, need))),
  );
  // What needs something that nobody gives is not understood here.
  return needs.length > 0 && needed.length === 0 ? [...earlier] : needed;
}

function meets({ path, fields }: PlacedFields, need: FieldTree): boolean {
  const wanted = below(need, path);
  return wanted !== undefined && [...fields.keys()].some((key) => wanted.has(key));
}

function givesOf(step: FetchStep | EntityStep): readonly PlacedFields[] {
  if (step.kind === "fetch") {
    return [{ path: keysOf(step.path), fields: withNewNames(step.fields, renamedKeys(step.rewrites)) }];
  }
  return step.groups.flatMap(({ responseKey, paths, rewrites }) => {
    const fields = withNewNames(step.fields.get(responseKey) ?? noFields, renamedKeys(rewrites));
    return paths.map((path) => ({ path: keysOf(path), fields }));
  });
}

/** Rewrites give fields other keys. The old ones stay beside them: at worst something is waited for in vain. */
function withNewNames(fields: FieldTree, names: ReadonlyMap<string, string>): FieldTree {
  if (names.size === 0) return fields;
  let all: FieldTree = noFields;
  for (const [key, inner] of fields) {
    const renamed = withNewNames(inner, names);
    all = mergeTrees(
      all,
      new Map([
        [key, renamed],
        [names.get(key) ?? key, renamed],
      ]),
    );
  }
  return all;
}

/** What has to be in the data before it is asked. */
function needsOf(step: FetchStep | EntityStep): readonly FieldTree[] {
  if (step.kind === "fetch") return step.path.length > 0 ? [along(step.path, noFields)] : [];
  return step.groups.flatMap(({ needs, paths }) => paths.map((path) => along(path, needs)));
}

/** The fields at the end of a path, with all that is read on the way there. */
function along(path: Path, fields: FieldTree): FieldTree {
  const [segment, ...rest] = path;
  if (!segment) return mergeTrees(fields, typename);
  const inner = along(rest, fields);
  if (segment.kind === "field") return new Map([[segment.key, inner]]);
  return segment.kind === "types" ? mergeTrees(inner, typename) : inner;
}

const noFields: FieldTree = new Map();
const typename: FieldTree = new Map([["__typename", noFields]]);

/** The tree at the end of a path of keys. */
export function below(fields: FieldTree, path: readonly string[]): FieldTree | undefined {
  let found: FieldTree | undefined = fields;
  for (const key of path) found = found?.get(key);
  return found;
}

export function keysOf(path: Path): readonly string[] {
  return path.flatMap((segment) => (segment.kind === "field" ? [segment.key] : []));
}
