import {
  buildASTSchema,
  buildClientSchema,
  validateSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";
import type { ComparedGraph } from "../../schema/checks/compare-schemas.ts";
import type { Finding } from "../../schema/checks/finding.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { readLinks } from "../../schema/link.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { readSupergraph } from "../../schema/read-supergraph.ts";
import { startOf } from "../../schema/source-text.ts";
import { reasonOf, ToolError } from "../tool-error.ts";
import type { BaselineText } from "./find-baseline.ts";

/**
 * The graph that a baseline is: of a supergraph, of an API schema in SDL, or of the answer to an introspection.
 *
 * @returns A finding in place of the graph, where the committed supergraph is broken: the change that mends it must pass.
 * @throws ToolError where the baseline was named, and is none of the three.
 */
export function readBaseline({ text, name, isDefault }: BaselineText): { graph?: ComparedGraph; findings: Finding[] } {
  const { graph, faults } = /^\s*\{/.test(text) ? readIntrospection(text, name) : readSdl(text, name);
  if (graph) return { graph, findings: [] };
  if (!isDefault) {
    const message = `The baseline ${name} is neither a supergraph nor a schema: ${faults[0]?.message ?? "it is empty."}`;
    throw new ToolError(message, { diagnostics: faults });
  }
  return {
    findings: faults.slice(0, 1).map(({ message, locations }) => ({
      check: "schema",
      code: "BASELINE_INVALID",
      severity: "warning",
      message: `Nothing was compared, as the committed supergraph (${name}) cannot be read: ${message}`,
      locations,
      fix: "Run `restuary compose` and commit the result, or name another baseline with --against.",
    })),
  };
}

interface Read {
  readonly graph?: ComparedGraph;
  readonly faults: readonly Diagnostic[];
}

function readSdl(text: string, name: string): Read {
  const { document, diagnostics } = parseSdl(text, name);
  if (!document) return { faults: diagnostics };
  if (readLinks(document).some(({ spec }) => spec === "join")) {
    const { supergraph, diagnostics: refused } = readSupergraph(text, name);
    if (!supergraph) return { faults: refused };
    return { graph: { schema: supergraph.publicSchema, supergraph, file: name }, faults: [] };
  }
  return build(name, () => buildASTSchema(document));
}

function readIntrospection(text: string, name: string): Read {
  return build(name, () => {
    // Whatever it is, graphql-js says what it lacks.
    const answer = JSON.parse(text) as { readonly data?: IntrospectionQuery } & IntrospectionQuery;
    return buildClientSchema(answer.data ?? answer);
  });
}

function build(name: string, make: () => GraphQLSchema): Read {
  try {
    const schema = make();
    const [fault] = validateSchema(schema);
    return fault ? { faults: [invalid(fault.message, name)] } : { graph: { schema, file: name }, faults: [] };
  } catch (error) {
    return { faults: [invalid(reasonOf(error), name)] };
  }
}

function invalid(message: string, name: string): Diagnostic {
  return { code: "SUPERGRAPH_INVALID", severity: "error", message, locations: [startOf(name)] };
}
