/**
 * Which fetches of a plan another one waits for: those whose answers hold the objects that it is asked about.
 *
 *     Sequence [ Parallel [ Fetch posts { posts { author { id } } }, Fetch tags { tags } ], Flatten posts.@.author (users) ]
 *
 * The fetch to `users` waits for that to `posts`, which selects `posts.@.author`.
 */
import { parse } from "graphql";
import { readFieldTree, type FieldTree } from "./field-tree.ts";
import type { BatchFetchNode, FetchNode, FlattenNodePathSegment, RequiresSelection } from "./planning/planner.ts";

export type PlanPath = readonly FlattenNodePathSegment[];

/** A fetch with what it answers and where that goes. */
export interface FetchSite {
  readonly answers: readonly Answer[];
  /** What its calls are named; filled in by whoever counts them. */
  readonly coordinates: readonly string[];
}

interface Answer {
  readonly path: readonly string[];
  readonly fields: FieldTree;
  /** Response keys that must be there before it is asked. `undefined`: it needs nothing. */
  readonly needs?: readonly string[];
}

export function fetchSite(node: FetchNode, path: PlanPath): FetchSite {
  const fields = readFields(node.operation);
  const answer = node.requires
    ? { path: keysOf(path), fields: fields.get("_entities") ?? new Map(), needs: needsOf(node.requires) }
    : { path: keysOf(path), fields };
  return { answers: [answer], coordinates: [] };
}

export function batchSite(node: BatchFetchNode): FetchSite {
  const fields = readFields(node.operation);
  const answers = node.entityBatch.aliases.flatMap(({ alias, paths, requires }) =>
    paths.map((path) => ({ path: keysOf(path), fields: fields.get(alias) ?? new Map(), needs: needsOf(requires) })),
  );
  return { answers, coordinates: [] };
}

/**
 * @param earlier  All fetches that have ended by then.
 * @param latest   Those of the step right before. A fetch of root fields waits for them (mutations run in order), and so
 *   does one whose objects are found nowhere.
 */
export function feedingSites(
  site: FetchSite,
  earlier: readonly FetchSite[],
  latest: readonly FetchSite[],
): readonly FetchSite[] {
  const wanted = site.answers.filter(({ needs }) => needs !== undefined);
  const feeding = earlier.filter(({ answers }) => answers.some((answer) => wanted.some((want) => feeds(answer, want))));
  return feeding.length > 0 ? feeding : latest;
}

function feeds(answer: Answer, want: Answer): boolean {
  if (!answer.path.every((key, index) => want.path[index] === key)) return false;
  let fields: FieldTree | undefined = answer.fields;
  for (const key of want.path.slice(answer.path.length)) fields = fields?.get(key);
  return fields !== undefined && (want.needs ?? []).some((key) => fields.has(key));
}

/** The response keys of a path. Lists and type conditions say nothing of where an answer comes from. */
export function keysOf(path: PlanPath): string[] {
  return path.flatMap((segment) => (segment !== "@" && "Field" in segment ? [segment.Field] : []));
}

function needsOf(requires: readonly RequiresSelection[]): string[] {
  return requires.flatMap((selection): string[] => {
    switch (selection.kind) {
      case "Field":
        return selection.name === "__typename" ? [] : [selection.alias ?? selection.name];
      case "InlineFragment":
        return needsOf(selection.selections);
      default:
        return [];
    }
  });
}

function readFields(operation: string): FieldTree {
  return readFieldTree(parse(operation, { noLocation: true }));
}
