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
  readonly #document: DocumentNode;
  readonly #typesByGraph = new Map<string, TypeDefinitionNode[]>();
  readonly #carriedByGraph = new Map<string, ReturnType<typeof readCarried>>();
  readonly #graphsByMember = new WeakMap<Member, ReadonlySet<string> | "all">();

  private constructor(document: DocumentNode) {
    this.#document = document;
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
    if (!carried) this.#carriedByGraph.set(graph, (carried = readCarried(schemaDirectives(this.#document), graph)));
    return carried;
  }

  /**
   * Whether a member of a type of the graph is the graph's. One without any `join` belongs to every graph of its type.
   *
   * @param join  `join__field` or `join__enumValue`.
   */
  isMemberOf(graph: string, member: Member, join: string): boolean {
    let graphs = this.#graphsByMember.get(member);
    if (!graphs) {
      const isMarked = member.directives?.some(({ name }) => name.value === join) === true;
      graphs = isMarked ? graphsOf(member, join) : "all";
      this.#graphsByMember.set(member, graphs);
    }
    return graphs === "all" || graphs.has(graph);
  }
}

function graphsOf({ directives = [] }: Member, join: string): ReadonlySet<string> {
  return new Set(directives.flatMap((node) => (node.name.value === join ? (graphOf(node) ?? []) : [])));
}

/** `USERS` of `@join__type(graph: USERS)`. */
export function graphOf(join: ConstDirectiveNode): string | undefined {
  const graph: ConstValueNode | undefined = join.arguments?.find(({ name }) => name.value === "graph")?.value;
  return graph?.kind === Kind.ENUM ? graph.value : undefined;
}
