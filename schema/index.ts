export type { CarriedDirective, CarriedElement } from "./carried-directive.ts";
export {
  compose,
  hashInputs,
  readInputsHash,
  type ComposeInput,
  type Composer,
  type ComposerResult,
  type ComposerService,
} from "./compose.ts";
export { diagnosticCodes, type DiagnosticCode } from "./diagnostic-codes.ts";
export type { Diagnostic, Severity, SourceRange } from "./diagnostic.ts";
export { didYouMean } from "./did-you-mean.ts";
export { extractSubgraph } from "./extract-subgraph.ts";
export { formatDiagnostic } from "./format-diagnostic.ts";
export type { JoinGraph } from "./join-graphs.ts";
export { directiveNameIn, readLinks, type Link } from "./link.ts";
export { parseSdl } from "./parse-sdl.ts";
export { readSupergraph, type Supergraph, type SupergraphGraph } from "./read-supergraph.ts";
export { rangeInString, rangeOf, rangeOfOffsets, startOf } from "./source-text.ts";
export { theguildComposer } from "./theguild-composer.ts";
