import type { DocumentNode } from "graphql";
import type { Diagnostic, Severity } from "../../../schema/diagnostic.ts";
import { parseSdl } from "../../../schema/parse-sdl.ts";
import { federationNames } from "../federation-names.ts";
import { readConnectLink } from "../link.ts";
import { readConnectors } from "../read.ts";
import { readDirectives } from "../read-directives.ts";
import { rootTypes } from "../root-types.ts";
import { indexTypes } from "../type-index.ts";
import { batchKeys } from "./batch-keys.ts";
import { coverage } from "./coverage.ts";
import { keys } from "./keys.ts";
import type { RuleContext } from "./rule.ts";
import { connectorRules, documentRules, runRules } from "./rules.ts";
import { checkSelections } from "./selection-types.ts";
import { unreachableFields } from "./unreachable-fields.ts";

export interface ValidateOptions {
  /** Named in every place. Default `schema.graphql`. */
  readonly file?: string;
  /** Starts the coordinates of connectors. Default: the file's name without directory and extension. */
  readonly subgraph?: string;
  /**
   * How `CIRCULAR_REFERENCE` is told, which the spec refuses before connect v0.4. As a warning, for a graph that is
   * served here, it does not keep the schema as a whole from being checked. Default `error`.
   */
  readonly circularReferences?: Severity;
  /**
   * Whether to warn (`CONNECTORS_UNREACHABLE_FIELD`) of fields that no connector can find from what a selection yields.
   * The spec's own rules leave that to composition. Default false.
   */
  readonly reachability?: boolean;
}

/**
 * Everything that is wrong with the connectors of one subgraph, by the rules of the connect spec.
 *
 * Sources and connectors are checked first, each by itself; what concerns the schema as a whole (fields that nothing
 * yields, keys, batches) follows only where all of them are right, since one broken selection would leave many fields
 * without a source.
 *
 * @param sdl  The subgraph's SDL. Without a connect `@link` it has no connectors, and nothing is found.
 * @returns Errors and warnings, each with its place in `sdl`, inside mappings too. Codes: diagnostic-codes.ts.
 */
export function validateConnectors(sdl: string, options: ValidateOptions = {}): Diagnostic[] {
  const {
    file = "schema.graphql",
    subgraph = baseName(file),
    circularReferences = "error",
    reachability = false,
  } = options;
  const { document, diagnostics } = parseSdl(sdl, file);
  // The connect spec has one code for all that is not GraphQL.
  if (!document) return diagnostics.map((diagnostic) => ({ ...diagnostic, code: "GRAPHQL_ERROR" }));
  return validateDocument(document, { file, subgraph, circularReferences, reachability });
}

function validateDocument(document: DocumentNode, options: Required<ValidateOptions>): Diagnostic[] {
  const { file, subgraph, circularReferences, reachability } = options;
  const { link, diagnostics } = readConnectLink(document, file);
  if (!link) return [...diagnostics];
  const context: RuleContext = {
    subgraph,
    document,
    file,
    link,
    uses: readDirectives(document, link),
    roots: rootTypes(document),
    types: indexTypes(document),
    federation: federationNames(document),
    circularReferences,
  };

  const disallowed = runRules(documentRules, context);
  const selections = checkSelections(context);
  const single = [...runRules(connectorRules, context), ...selections.diagnostics];
  if (single.some(isError)) return [...disallowed, ...single];

  const { model, diagnostics: unread } = readConnectors({ subgraph, document, file });
  if (!model) return [...disallowed, ...unread];
  // Where something is not allowed, its fields are not expected to be yielded by anything.
  const isAllowed = !disallowed.some(isError);
  const uncovered = isAllowed ? [...coverage(context, model, selections.yielded)] : [];
  return [
    ...disallowed,
    ...single,
    ...(uncovered.length > 0 ? uncovered : selections.deferred),
    ...keys(context, model),
    ...batchKeys(context, model),
    ...(reachability && uncovered.length === 0 ? unreachableFields(context, model, selections.objects) : []),
  ];
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function baseName(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  return name.replace(/\.\w+$/, "");
}
