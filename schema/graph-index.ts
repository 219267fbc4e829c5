/** Which parts of a supergraph are whose: found once, since each of its subgraphs asks. */
import {
  isTypeDefinitionNode,
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type TypeDefinitionNode,
} from "graphql";
import { readCarried } from "./carried-directive.ts";
import { schemaDirectives } from "./link.ts";

/** A field or an enum value. */
interface Member {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

export class GraphIndex {
  readonly #schemaDirectives: readonly ConstDirectiveNode[];
  readonly #typesByGraph = new Map<string, TypeDefinitionNode[]>();
  readonly #carriedByGraph = new Map<string, ReturnType<typeof readCarried>>();
  /** Of the members of a type, in their order. */
  readonly #graphsByMembers = new Map<readonly Member[], readonly (ReadonlySet<string> | "all")[]>();

  private constructor(document: DocumentNode) {
    this.#schemaDirectives = schemaDirectives(document);
    for (const definition of document.definitions) {
      if (!isTypeDefinitionNode(definition)) continue;
      for (const graph of graphsOf(definition, "join__type")) {
        const types = this.#typesByGraph.get(graph);
        if (types) types.push(definition);
        else this.#typesByGraph.set(graph, [definition]);
      }
    }
  }

  static readonly #known = new WeakMap<DocumentNode, GraphIndex>();

  static of(supergraph: DocumentNode): GraphIndex {
    let index = GraphIndex.#known.get(supergraph);
    if (!index) GraphIndex.#known.set(supergraph, (index = new GraphIndex(supergraph)));
    return index;
  }

  /** Types that the graph takes part in, in the order of the document. */
  typesOf(graph: string): readonly TypeDefinitionNode[] {
    return this.#typesByGraph.get(graph) ?? [];
  }

  /** What the schema carries for the graph. */
  carriedOnSchema(graph: string): ReturnType<typeof readCarried> {
    let carried = this.#carriedByGraph.get(graph);
    if (!carried) this.#carriedByGraph.set(graph, (carried = readCarried(this.#schemaDirectives, graph)));
    return carried;
  }

  /**
   * Those of a type's members that are the graph's. One without any `join` belongs to every graph of its type.
   *
   * @param members  As they stand in the definition.
   * @param join  `join__field` or `join__enumValue`.
   */
  membersOf<M extends Member>(graph: string, members: readonly M[] | undefined, join: string): M[] {
    if (!members) return [];
    let graphs = this.#graphsByMembers.get(members);
    if (!graphs) {
      graphs = members.map((member) => (isMarked(member, join) ? graphsOf(member, join) : "all"));
      this.#graphsByMembers.set(members, graphs);
    }
    return members.filter((_member, index) => graphs[index] === "all" || graphs[index]?.has(graph));
  }
}

function isMarked({ directives }: Member, join: string): boolean {
  return directives?.some(({ name }) => name.value === join) === true;
}

function graphsOf({ directives = [] }: Member, join: string): ReadonlySet<string> {
  return new Set(directives.flatMap((node) => (node.name.value === join ? (graphOf(node) ?? []) : [])));
}

/** `USERS` of `@join__type(graph: USERS)`. */
export function graphOf(join: ConstDirectiveNode): string | undefined {
  const graph: ConstValueNode | undefined = join.arguments?.find(({ name }) => name.value === "graph")?.value;
  return graph?.kind === Kind.ENUM ? graph.value : undefined;
}
