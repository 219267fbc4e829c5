/**
 * A query plan in, steps that can be run out: each fetch document parsed and prepared by its subgraph once, each
 * `requires` compiled.
 */
import { Kind, parse } from "graphql";
import type { PreparedFetch, Subgraph } from "../subgraphs/subgraph.ts";
import { mergeTrees, readFieldTree, type FieldTree } from "./field-tree.ts";
import { GatewayError } from "./gateway-error.ts";
import type {
  BatchFetchNode,
  FetchNode,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode,
  RequiresSelection,
} from "./planning/planner.ts";
import { compileRepresentation, type Representation } from "./representation.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

export type Step =
  | { readonly kind: "sequence" | "parallel"; readonly steps: readonly Step[] }
  | { readonly kind: "condition"; readonly variable: string; readonly ifTrue?: Step; readonly ifFalse?: Step }
  | FetchStep
  | EntityStep;

interface Fetch {
  readonly subgraph: string;
  readonly prepared: PreparedFetch;
  readonly variables: readonly string[];
  /** What it asks for. */
  readonly fields: FieldTree;
}

/** A fetch whose answer belongs at the root, or at each object at `path`. */
export interface FetchStep extends Fetch {
  readonly kind: "fetch";
  readonly path: Path;
  /** Names of the root fields in the answer: the places of an error that says none. */
  readonly rootKeys: readonly string[];
  readonly rewrites: readonly FetchRewrite[];
}

export interface EntityStep extends Fetch {
  readonly kind: "entities";
  readonly groups: readonly EntityGroup[];
}

/** One `_entities` field of a fetch. */
export interface EntityGroup {
  readonly responseKey: string;
  readonly variable: string;
  readonly paths: readonly Path[];
  readonly representation: Representation;
  /** What of an object at `paths` has to be there before it is asked about. */
  readonly needs: FieldTree;
  readonly rewrites: readonly FetchRewrite[];
}

export type Path = readonly PathSegment[];

/** `types`: only objects of these concrete types. */
export type PathSegment =
  | { readonly kind: "field"; readonly key: string }
  | { readonly kind: "items" }
  | { readonly kind: "types"; readonly types: ReadonlySet<string> };

export interface BoundPlan {
  readonly step: Step | undefined;
  readonly fetches: ReadonlyMap<FetchNode | BatchFetchNode, PreparedFetch>;
}

export function bindPlan(
  node: PlanNode | undefined,
  subgraphs: ReadonlyMap<string, Subgraph>,
  types: SupergraphTypes,
): BoundPlan {
  const binder = new Binder(subgraphs, types);
  return { step: node && binder.bind(node), fetches: binder.fetches };
}

class Binder {
  readonly fetches = new Map<FetchNode | BatchFetchNode, PreparedFetch>();
  readonly #subgraphs: ReadonlyMap<string, Subgraph>;
  readonly #types: SupergraphTypes;

  constructor(subgraphs: ReadonlyMap<string, Subgraph>, types: SupergraphTypes) {
    this.#subgraphs = subgraphs;
    this.#types = types;
  }

  bind(node: PlanNode): Step {
    switch (node.kind) {
      case "Sequence":
        return { kind: "sequence", steps: node.nodes.map((inner) => this.bind(inner)) };
      case "Parallel":
        return { kind: "parallel", steps: node.nodes.map((inner) => this.bind(inner)) };
      case "Condition":
        return {
          kind: "condition",
          variable: node.condition,
          ...(node.ifClause ? { ifTrue: this.bind(node.ifClause) } : {}),
          ...(node.elseClause ? { ifFalse: this.bind(node.elseClause) } : {}),
        };
      case "Fetch":
        return this.#bindFetch(node, []);
      case "BatchFetch":
        return this.#bindBatch(node);
      case "Flatten":
        if (node.node.kind === "Fetch") return this.#bindFetch(node.node, node.path);
        if (node.node.kind === "BatchFetch") return this.#bindBatch(node.node);
        throw unsupported(`${node.kind} of ${node.node.kind}`);
      case "Subscription":
      case "Defer":
        throw unsupported(node.kind);
      default: {
        const unknown: never = node;
        throw unsupported((unknown as PlanNode).kind);
      }
    }
  }

  #bindFetch(node: FetchNode, path: readonly FlattenNodePathSegment[]): Step {
    const { fetch, rootKeys } = this.#prepare(node);
    const boundPath = this.#bindPath(path);
    if (!node.requires) {
      return { kind: "fetch", ...fetch, path: boundPath, rootKeys, rewrites: node.outputRewrites ?? [] };
    }
    const group = this.#bindGroup(node.serviceName, {
      alias: "_entities",
      representationsVariableName: "representations",
      paths: [path],
      requires: node.requires,
      inputRewrites: node.inputRewrites ?? [],
      outputRewrites: node.outputRewrites ?? [],
    });
    return { kind: "entities", ...fetch, groups: [group] };
  }

  #bindBatch(node: BatchFetchNode): Step {
    const { fetch } = this.#prepare(node);
    const groups = node.entityBatch.aliases.map((alias) => this.#bindGroup(node.serviceName, alias));
    return { kind: "entities", ...fetch, groups };
  }

  #bindGroup(
    subgraph: string,
    alias: {
      readonly alias: string;
      readonly representationsVariableName: string;
      readonly paths: readonly (readonly FlattenNodePathSegment[])[];
      readonly requires: readonly RequiresSelection[];
      readonly inputRewrites?: readonly FetchRewrite[];
      readonly outputRewrites?: readonly FetchRewrite[];
    },
  ): EntityGroup {
    return {
      responseKey: alias.alias,
      variable: alias.representationsVariableName,
      paths: alias.paths.map((path) => this.#bindPath(path)),
      needs: needsOf(alias.requires),
      representation: compileRepresentation(alias.requires, alias.inputRewrites ?? [], subgraph, this.#types),
      rewrites: alias.outputRewrites ?? [],
    };
  }

  #prepare(node: FetchNode | BatchFetchNode): { fetch: Fetch; rootKeys: string[] } {
    const subgraph = this.#subgraphs.get(node.serviceName);
    if (!subgraph) throw new GatewayError("INTERNAL_SERVER_ERROR", `There is no subgraph \`${node.serviceName}\`.`);
    const document = parse(node.operation, { noLocation: true });
    const prepared = subgraph.prepare(document);
    this.fetches.set(node, prepared);
    const [operation] = document.definitions;
    const rootKeys =
      operation && "selectionSet" in operation
        ? operation.selectionSet.selections.flatMap((field) =>
            field.kind === Kind.FIELD ? [field.alias?.value ?? field.name.value] : [],
          )
        : [];
    const fields = readFieldTree(document);
    return { fetch: { subgraph: node.serviceName, prepared, variables: node.variableUsages ?? [], fields }, rootKeys };
  }

  #bindPath(path: readonly FlattenNodePathSegment[]): Path {
    return path.map((segment): PathSegment => {
      if (segment === "@") return { kind: "items" };
      if ("Field" in segment) return { kind: "field", key: segment.Field };
      const conditions = segment.TypeCondition;
      return { kind: "types", types: new Set(conditions.flatMap((name) => [name, ...this.#types.membersOf(name)])) };
    });
  }
}

function needsOf(requires: readonly RequiresSelection[]): FieldTree {
  let needs: FieldTree = new Map();
  for (const selection of requires) {
    if (selection.kind === "Field") {
      needs = mergeTrees(needs, new Map([[selection.name, needsOf(selection.selections ?? [])]]));
    } else if (selection.kind === "InlineFragment") {
      needs = mergeTrees(needs, needsOf(selection.selections));
    }
  }
  return needs;
}

function unsupported(what: string): GatewayError {
  return new GatewayError("INTERNAL_SERVER_ERROR", `The planner answered a node that is not known: ${what}.`);
}
