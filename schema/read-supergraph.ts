/** A supergraph's text in, what a gateway needs to know of it out: its subgraphs and the schema that clients see. */
import { createHash } from "node:crypto";
import { Kind, type DocumentNode, type GraphQLSchema } from "graphql";
import { accessSpecs } from "./access-rules.ts";
import { CACHE_HINT } from "./cache-hints.ts";
import { graphsWithCarried } from "./carried-directive.ts";
import { readInputsHash } from "./compose.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { readGraphs, type JoinGraph } from "./join-graphs.ts";
import { readLinks, schemaDirectives, type Link } from "./link.ts";
import { parseSdl } from "./parse-sdl.ts";
import { printPublicSdl } from "./print-public-sdl.ts";
import { buildPublicSchema } from "./public-schema.ts";
import { rangeOf, startOf } from "./source-text.ts";

export interface SupergraphGraph extends JoinGraph {
  /** True where the supergraph carries connectors for this subgraph, so that no server is needed for it. */
  readonly declared: boolean;
}

/** A supergraph, read. Immutable. */
export interface Supergraph {
  readonly sdl: string;
  readonly document: DocumentNode;
  /** Changes with every change of the text. */
  readonly id: string;
  /** What `hashInputs` gave when it was composed; absent where it was not composed by `compose`. */
  readonly inputsHash?: string;
  readonly graphs: readonly SupergraphGraph[];
  /** What clients see. No name of the join, link or federation specs is in it. */
  readonly publicSchema: GraphQLSchema;
  /** `publicSchema` printed in alphabetical order: equal schemas print equally. */
  readonly publicSdl: string;
}

/**
 * @param file  Where the text came from, for the places of diagnostics. Default `supergraph.graphql`.
 *   Who serves it has to enforce what `readAccessRules` finds in it.
 * @returns The supergraph, or none and diagnostics `GRAPHQL_SYNTAX`, `SUPERGRAPH_INVALID`, `SUPERGRAPH_UNSUPPORTED_FEATURE`.
 */
export function readSupergraph(
  sdl: string,
  file: string = "supergraph.graphql",
): { supergraph?: Supergraph; diagnostics: Diagnostic[] } {
  const { document, diagnostics } = parseSdl(sdl, file);
  if (!document) return { diagnostics };

  const graphs = readGraphs(document);
  const refused = [
    ...checkIsSupergraph(document, graphs, file),
    ...findUnsupportedFeatures(document, file),
    ...findContextArguments(document, file),
  ];
  if (refused.length > 0) return { diagnostics: refused };

  const visible = buildPublicSchema(document);
  if (!visible.schema) return { diagnostics: visible.errors.map((message) => invalid(message, file)) };

  const inputsHash = readInputsHash(sdl);
  const declared = findDeclaredGraphs(document);
  let publicSdl: string | undefined;
  return {
    supergraph: {
      sdl,
      document,
      id: createHash("sha256").update(sdl).digest("base64url"),
      ...(inputsHash === undefined ? {} : { inputsHash }),
      graphs: graphs.map((graph) => ({ ...graph, declared: declared.has(graph.enumName) })),
      publicSchema: visible.schema,
      // Who serves the graph has no use for it.
      get publicSdl() {
        return (publicSdl ??= printPublicSdl(visible.document));
      },
    },
    diagnostics: [],
  };
}

function checkIsSupergraph(document: DocumentNode, graphs: readonly JoinGraph[], file: string): Diagnostic[] {
  const join = readLinks(document).find(({ spec }) => spec === "join");
  if (!join) {
    const message = "This is not a supergraph: its schema has no `@link` to `https://specs.apollo.dev/join`.";
    return [{ ...invalid(message, file), fix: "Compose the subgraphs with `restuary compose`, and give its result." }];
  }
  if (join.major !== 0 || join.minor < 2 || join.minor > 5) {
    return [
      unsupported(join, `\`v${join.major}.${join.minor}\` of the join spec; known are \`v0.2\` to \`v0.5\``, file),
    ];
  }
  return graphs.length > 0 ? [] : [invalid("The supergraph lists no subgraphs: `join__Graph` has no values.", file)];
}

/** Specs whose directives the planner or the gateway follows, or that bind nobody at run time. */
const supportedSpecs = new Set(["link", "join", "connect", "tag", "inaccessible", "cost", "context", ...accessSpecs]);

// Spec: https://specs.apollo.dev/link/v1.0/#Purpose
// Who does not support a feature that is `for: SECURITY` or `for: EXECUTION` must not serve the schema.
function findUnsupportedFeatures(document: DocumentNode, file: string): Diagnostic[] {
  return readLinks(document).flatMap((link) => {
    const needed = link.directive.arguments?.some(({ name }) => name.value === "for") === true;
    if (!needed || supportedSpecs.has(link.spec)) return [];
    return [unsupported(link, `\`${link.spec}\`, which this gateway does not enforce`, file)];
  });
}

/** The planner ignores them: the field would be asked without the argument. */
function findContextArguments(document: DocumentNode, file: string): Diagnostic[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return [];
    return (definition.fields ?? []).flatMap((field): Diagnostic[] => {
      const directive = field.directives?.find(
        (node) =>
          node.name.value === "join__field" && node.arguments?.some(({ name }) => name.value === "contextArguments"),
      );
      if (!directive) return [];
      const coordinate = `${definition.name.value}.${field.name.value}`;
      return [
        {
          code: "SUPERGRAPH_UNSUPPORTED_FEATURE",
          severity: "error",
          message: `\`${coordinate}\` takes an argument by \`@fromContext\`, which the query planner does not support.`,
          locations: [rangeOf(directive, file)],
          coordinate,
          fix: "Pass the value as an argument, or take the field in with `@requires`.",
        },
      ];
    });
  });
}

function findDeclaredGraphs(document: DocumentNode): ReadonlySet<string> {
  const directives = [
    ...schemaDirectives(document),
    ...document.definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
        return [];
      return [definition, ...(definition.fields ?? [])].flatMap((node) => node.directives ?? []);
    }),
  ];
  // A link alone makes no connector: a subgraph may link the spec and use nothing of it. Hints are for any subgraph.
  return graphsWithCarried(directives, new Set(["link", CACHE_HINT]));
}

function invalid(message: string, file: string): Diagnostic {
  return { code: "SUPERGRAPH_INVALID", severity: "error", message, locations: [startOf(file)] };
}

function unsupported(link: Link, what: string, file: string): Diagnostic {
  return {
    code: "SUPERGRAPH_UNSUPPORTED_FEATURE",
    severity: "error",
    message: `The supergraph needs ${what}.`,
    locations: [rangeOf(link.directive, file)],
  };
}
