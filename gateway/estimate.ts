/**
 * Which upstream calls an operation makes, before it runs: a plan and its prepared fetches in, calls with bounds out. The
 * one place where calls are counted: `explain`, call budgets and the gateway's limit cannot disagree.
 *
 *     { posts { author { name } } }   with 100 posts assumed
 *
 *     posts:Query.posts[0]   GET  min 1, max 1
 *     users:User[0]          GET  min 0, max 100, or 1 where the connector takes a batch
 *
 * The minimum is what is sent when every upstream answers an empty list or fails; the maximum is never exceeded where
 * no list is longer than `@listSize`, the page's size or the assumed size says.
 */
import type { DocumentNode } from "graphql";
import type { CallShape, PreparedFetch } from "../subgraphs/subgraph.ts";
import { batchSite, feedingSites, fetchSite, keysOf, type FetchSite, type PlanPath } from "./fetch-order.ts";
import type { ListSizes } from "./list-sizes.ts";
import type { BatchFetchNode, FetchNode, PlanNode, QueryPlan } from "./planning/planner.ts";

/** What `explain --format json` prints. */
export interface OperationEstimate {
  /** In the order of the plan: a call comes after those it waits for. */
  readonly calls: readonly CallEstimate[];
  readonly total: CallCount;
}

export interface CallEstimate {
  readonly subgraph: string;
  readonly coordinate: string;
  readonly method: string | null;
  /** The template, with its base URL; `null` where code decides. */
  readonly url: string | null;
  /** `once`; for each `object` at its place; per `batch` of keys; or `unknown`, as code decides. */
  readonly per: CallShape["per"];
  /** The lists that it is repeated along, each once. */
  readonly lists: readonly CountedList[];
  /** Coordinates of the calls whose answers this one waits for. */
  readonly after: readonly string[];
  readonly count: CallCount;
}

export interface CountedList {
  /** `Query.posts` */
  readonly coordinate: string;
  /** `null`: nothing says how long it may be. */
  readonly size: number | null;
}

export interface CallCount {
  readonly min: number;
  /** `null`: it grows with a list whose length nobody knows, or code decides. */
  readonly max: number | null;
}

export interface EstimateOptions {
  /**
   * The length taken for a list of which nothing else says it. Default: unknown, so that what grows with it has no
   * maximum.
   */
  readonly assumeListSize?: number | undefined;
}

/** The part of a graph that is needed here. */
export interface EstimableGraph {
  prepare(
    document: DocumentNode,
    operationName?: string,
    options?: { readonly conditional?: "all" | "none" },
  ): EstimablePlan;
}

export interface EstimablePlan {
  readonly plan: QueryPlan;
  readonly fetches: ReadonlyMap<FetchNode | BatchFetchNode, PreparedFetch>;
  readonly listSizes: () => ListSizes;
}

/**
 * Counts the upstream calls of one operation.
 *
 * @throws GraphQLError when the operation is not valid or has no plan, as `graph.prepare` does.
 */
export function estimateCalls(
  graph: EstimableGraph,
  operation: { readonly document: DocumentNode; readonly operationName?: string | undefined },
  options: EstimateOptions = {},
): OperationEstimate {
  const { document, operationName } = operation;
  const listSize = options.assumeListSize ?? null;
  const most = estimatePlan(graph.prepare(document, operationName, { conditional: "all" }), listSize);
  const least = estimatePlan(graph.prepare(document, operationName, { conditional: "none" }), listSize);
  const calls = withMinimumOf(most, least);
  return {
    calls,
    total: { min: sum(calls.map(({ count }) => count.min)), max: add(calls.map(({ count }) => count.max)) },
  };
}

/**
 * The most calls that one run of a plan makes. What code decides is not counted.
 *
 * @param sizes  Of the lists of this run.
 * @param assumedSize  The length of a list of which nothing says it.
 */
export function mostCalls(plan: EstimablePlan, sizes: ListSizes, assumedSize: number): number {
  const calls = estimatePlan({ ...plan, listSizes: () => sizes }, assumedSize);
  return sum(calls.map(({ count }) => count.max ?? 0));
}

function estimatePlan({ plan, fetches, listSizes }: EstimablePlan, assumedSize: number | null): CallEstimate[] {
  const known = listSizes();
  const estimator = new Estimator(fetches, (keys, coordinate = "") => {
    const list = known(keys);
    return { coordinate: list?.coordinate ?? coordinate, size: list?.size ?? assumedSize };
  });
  if (plan.node) estimator.visit(plan.node, { earlier: [], latest: [], isConditional: false, path: [] });
  return estimator.calls;
}

interface Position {
  /** All fetches that have ended when this node starts. */
  readonly earlier: readonly FetchSite[];
  /** Those of the node right before it in its sequence. */
  readonly latest: readonly FetchSite[];
  readonly isConditional: boolean;
  readonly path: PlanPath;
}

class Estimator {
  readonly calls: CallEstimate[] = [];
  readonly #fetches: EstimablePlan["fetches"];
  readonly #listAt: ListAt;

  constructor(fetches: EstimablePlan["fetches"], listAt: ListAt) {
    this.#fetches = fetches;
    this.#listAt = listAt;
  }

  /** Appends the calls of a node. @returns Its fetches. */
  visit(node: PlanNode, position: Position): FetchSite[] {
    switch (node.kind) {
      case "Sequence":
        return this.#visitSequence(node.nodes, position);
      case "Parallel":
        return node.nodes.flatMap((inner) => this.visit(inner, position));
      case "Condition":
        return [node.ifClause, node.elseClause].flatMap((inner) =>
          inner ? this.visit(inner, { ...position, isConditional: true }) : [],
        );
      case "Flatten":
        return this.visit(node.node, { ...position, path: node.path });
      case "Fetch": {
        const reached = { min: node.requires ? 0 : 1, paths: [position.path] };
        return [this.#addFetch(node, fetchSite(node, position.path), () => reached, position)];
      }
      case "BatchFetch": {
        const { aliases } = node.entityBatch;
        const reached = (responseKey: string | undefined): Reached => {
          const asked = aliases.filter(({ alias }) => responseKey === undefined || alias === responseKey);
          return { min: 0, paths: asked.flatMap(({ paths }) => paths) };
        };
        return [this.#addFetch(node, batchSite(node), reached, position)];
      }
      case "Subscription":
        return this.visit({ ...node.primary, kind: "Fetch" }, position);
      case "Defer":
        return [node.primary.node, ...node.deferred.map((deferred) => deferred.node)].flatMap((inner) =>
          inner ? this.visit(inner, position) : [],
        );
      default: {
        const unknown: never = node;
        throw new Error(`The plan has a node that is not known: ${JSON.stringify(unknown)}`);
      }
    }
  }

  #visitSequence(nodes: readonly PlanNode[], position: Position): FetchSite[] {
    const done: FetchSite[] = [];
    let latest = position.latest;
    for (const node of nodes) {
      const sites = this.visit(node, { ...position, earlier: [...position.earlier, ...done], latest });
      done.push(...sites);
      if (sites.length > 0) latest = sites;
    }
    return done;
  }

  #addFetch(
    node: FetchNode | BatchFetchNode,
    site: FetchSite,
    reached: (responseKey: string | undefined) => Reached,
    position: Position,
  ): FetchSite {
    const shapes = this.#fetches.get(node)?.calls ?? [];
    const before = feedingSites(site, position.earlier, position.latest).flatMap(({ coordinates }) => coordinates);
    for (const shape of shapes) {
      const own = shape.after.flatMap((index) => shapes[index]?.coordinate ?? []);
      const { min, paths } = reached(shape.entitiesField);
      const sites = paths.map((path) => listsTo(path, shape, this.#listAt));
      const count = countOf(shape, min, sites);
      this.calls.push({
        subgraph: node.serviceName,
        coordinate: shape.coordinate,
        method: shape.method,
        url: shape.url,
        per: shape.per,
        lists:
          shape.per === "once" ? [] : distinctLists(sites.flatMap(({ outside, inside }) => [...outside, ...inside])),
        after: [...new Set([...before, ...own])],
        count: position.isConditional ? { ...count, min: 0 } : count,
      });
    }
    return { ...site, coordinates: [...new Set(shapes.map(({ coordinate }) => coordinate))] };
  }
}

/** The list under these response keys. @param coordinate  Its own, where the client does not ask for it. */
type ListAt = (keys: readonly string[], coordinate?: string) => CountedList;

/** Where a fetch finds the objects that it is asked about, and how many there are at least. */
interface Reached {
  readonly min: number;
  readonly paths: readonly PlanPath[];
}

/** The lists from the root to a call site: those before its fetch, and those inside. */
interface ListsToSite {
  readonly outside: readonly CountedList[];
  readonly inside: readonly CountedList[];
}

function listsTo(path: PlanPath, { lists }: CallShape, listAt: ListAt): ListsToSite {
  const keys = keysOf(path);
  return {
    outside: path.flatMap((segment, index) => (segment === "@" ? [listAt(keysOf(path.slice(0, index)))] : [])),
    inside: lists.map((list) => listAt([...keys, ...list.path], list.coordinate)),
  };
}

function distinctLists(lists: readonly CountedList[]): CountedList[] {
  return [...new Map(lists.map((list) => [list.coordinate, list])).values()];
}

/** @param least  Objects that its fetch is given at least. */
function countOf(shape: CallShape, least: number, sites: readonly ListsToSite[]): CallCount {
  if (shape.per === "unknown") return { min: 0, max: null };
  const reached = add(sites.map(({ outside }) => lengthOf(outside)));
  const objects = add(sites.map(({ outside, inside }) => lengthOf(shape.perEntity ? [...outside, ...inside] : inside)));
  // What waits for an answer, or for the items of one, is not sent when that answer fails or is empty.
  const isCertain = !shape.optional && !shape.perEntity && shape.lists.length === 0 && shape.after.length === 0;
  const min = isCertain ? least : 0;
  if (reached === 0) return { min: 0, max: 0 };
  switch (shape.per) {
    case "once":
      return { min, max: 1 };
    case "object":
      return { min, max: objects };
    case "batch":
      return { min, max: chunksOf(shape, objects) };
    default: {
      const unknown: never = shape.per;
      throw new Error(`A call is counted per ${String(unknown)}.`);
    }
  }
}

/** Objects at most, where each list is inside of the one before it. */
function lengthOf(lists: readonly CountedList[]): number | null {
  return multiply(lists.map(({ size }) => size));
}

/**
 * Keys that are sure to fit into one URL. A batch is split where its URL would pass 8 KB; the keys are not known before,
 * so they are taken to be 40 bytes long each, which a UUID with its separator is.
 */
const KEYS_PER_URL = 200;

function chunksOf({ method, url, batchSize }: CallShape, objects: number | null): number | null {
  const isInUrl = method === "GET" || url?.includes("$batch") === true;
  const size = Math.min(batchSize ?? Infinity, isInUrl ? KEYS_PER_URL : Infinity);
  if (size === Infinity) return 1;
  return objects === null ? null : Math.ceil(objects / size);
}

/**
 * The calls of `most` that are also sure when nothing conditional is selected. Of calls that may turn out to be the same
 * request, one is sure: an operation sends equal GET requests once.
 */
function withMinimumOf(most: readonly CallEstimate[], least: readonly CallEstimate[]): CallEstimate[] {
  const sure = new Map<string, number>();
  for (const call of least) {
    const key = requestKey(call);
    const known = sure.get(key) ?? 0;
    sure.set(key, call.method === "GET" ? Math.max(known, call.count.min) : known + call.count.min);
  }
  return most.map((call) => {
    const key = requestKey(call);
    const min = Math.min(call.count.min, sure.get(key) ?? 0);
    sure.set(key, (sure.get(key) ?? 0) - min);
    return { ...call, count: { ...call.count, min } };
  });
}

function requestKey({ subgraph, coordinate, method, url }: CallEstimate): string {
  return JSON.stringify(method === "GET" && url !== null ? [method, url] : [subgraph, coordinate, method, url]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function add(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce<number | null>(
    (total, number) => (total === null || number === null ? null : total + number),
    0,
  );
}

/** Nothing times an unknown number is nothing. */
function multiply(factors: readonly (number | null)[]): number | null {
  if (factors.includes(0)) return 0;
  return factors.reduce<number | null>(
    (product, factor) => (product === null || factor === null ? null : product * factor),
    1,
  );
}
