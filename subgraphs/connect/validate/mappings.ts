import type { StringValueNode } from "graphql";
import type { DiagnosticCode } from "../../../schema/diagnostic-codes.ts";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import type { MappingAst, Span } from "../../mapping/ast.ts";
import type { MappingDiagnostic } from "../../mapping/mapping.ts";
import { parseMapping } from "../../mapping/parse.ts";
import { methodNames } from "../../mapping/methods/registry.ts";
import { parseTemplate } from "../../mapping/template.ts";
import { findUnknownNames } from "../../mapping/unknown-names.ts";
import type { ConnectLink } from "../link.ts";
import { errorInString } from "../finding.ts";
import { connectPlaces, sourcePlaces, type MappingPlace } from "./places.ts";
import type { RuleContext } from "./rule.ts";
import { findMismatch } from "./shape/expect.ts";
import { inferMapping, type ShapeFinding } from "./shape/infer.ts";
import { responseData } from "./shape/shape.ts";

/** What is wrong with the mappings of `@source`s, taken by themselves. */
export function* sourceMappings(context: RuleContext): Iterable<Diagnostic> {
  for (const use of context.uses.sources) {
    for (const place of sourcePlaces(use)) yield* checkPlace(place, context);
  }
}

/**
 * INVALID_URL, INVALID_URL_PROPERTY, INVALID_HEADER, INVALID_BODY, INVALID_SELECTION, INVALID_ERRORS_MESSAGE and
 * INVALID_IS_SUCCESS for a mapping that does not parse or yields what its place cannot take; UNDEFINED_ARGUMENT,
 * UNDEFINED_FIELD and UNSUPPORTED_VARIABLE_TYPE for one that reads what is not there.
 */
export function* connectMappings(context: RuleContext): Iterable<Diagnostic> {
  for (const use of context.uses.connects) {
    for (const place of connectPlaces(use, context)) yield* checkPlace(place, context);
  }
}

/** The parts of a place that are evaluated, with their offset in the string. */
interface Part {
  readonly ast: MappingAst;
  readonly offset: number;
}

interface Parsed {
  readonly parts: readonly Part[];
  readonly diagnostics: readonly MappingDiagnostic[];
}

/** By string node, which never changes and belongs to one document: several rules look into the same mapping. */
const parsed = new WeakMap<StringValueNode, Parsed>();

export function parsePlace({ node, kind }: Pick<MappingPlace, "node" | "kind">, { link }: RuleContext): Parsed {
  const known = parsed.get(node);
  if (known) return known;
  const result = kind === "mapping" ? parsedMapping(node.value, link) : parsedTemplate(node.value, link);
  parsed.set(node, result);
  return result;
}

function parsedMapping(source: string, { specVersion }: ConnectLink): Parsed {
  const { ast, diagnostics } = parseMapping(source, { specVersion });
  return { parts: ast ? [{ ast, offset: 0 }] : [], diagnostics };
}

function parsedTemplate(source: string, { specVersion }: ConnectLink): Parsed {
  const { template, diagnostics } = parseTemplate(source, { specVersion });
  const parts = (template?.parts ?? []).flatMap((part) =>
    part.kind === "expression" ? [{ ast: part.mapping.ast, offset: part.start }] : [],
  );
  return { parts, diagnostics };
}

/** What is wrong with one mapping or template, taken by itself. */
export function* checkPlace(place: MappingPlace, context: RuleContext): Iterable<Diagnostic> {
  const { parts, diagnostics } = parsePlace(place, context);
  for (const found of diagnostics) yield at(place, found, context, { ...found, code: place.code });

  for (const { ast, offset } of parts) {
    yield* unknownMethods(ast, offset, place, context);
    const findings: ShapeFinding[] = [];
    const shape = inferMapping(ast, {
      types: context.types,
      variables: place.variables,
      ...(place.phase === "response" && { root: responseData }),
      followMethods: context.link.specVersion !== "0.2",
      report: (finding) => findings.push(finding),
    });
    for (const { kind, message, at: span } of unique(findings)) {
      yield at(place, shift(span, offset), context, { message, code: codes[kind] ?? place.code });
    }
    if (findings.length > 0) continue;
    if (place.replaced?.has(place.node.value.slice(ast.start + offset, ast.end + offset).trim())) continue;
    const mismatch = findMismatch(shape, place.expects, context.types);
    if (!mismatch) continue;
    yield at(place, shift(mismatch.at ?? trimmed(ast, place.node, offset), offset), context, {
      message: mismatch.message,
      code: place.code,
    });
  }
}

/** The release that runs a mapping has the last word on its methods, so this is only a warning. */
function* unknownMethods(
  ast: MappingAst,
  offset: number,
  place: MappingPlace,
  context: RuleContext,
): Iterable<Diagnostic> {
  for (const method of findUnknownNames(ast).methods) {
    const hint = didYouMean(method.name, methodNames);
    const message = `There is no method \`->${method.name}\`, so this yields nothing.${hint === undefined ? "" : ` ${hint}`}`;
    const found = at(place, shift(method, offset), context, { message, code: "UNKNOWN_METHOD" });
    yield { ...found, severity: "warning" };
  }
}

const codes: Partial<Record<ShapeFinding["kind"], DiagnosticCode>> = {
  argument: "UNDEFINED_ARGUMENT",
  field: "UNDEFINED_FIELD",
  variable: "UNSUPPORTED_VARIABLE_TYPE",
};

/** The same place may be read in several alternatives. */
function unique(findings: readonly ShapeFinding[]): readonly ShapeFinding[] {
  const byPlace = new Map<string, ShapeFinding>();
  for (const finding of findings) {
    const key = `${finding.at.start} ${finding.message}`;
    if (!byPlace.has(key)) byPlace.set(key, finding);
  }
  return [...byPlace.values()];
}

function shift(span: Span, offset: number): Span {
  return { start: span.start + offset, end: span.end + offset };
}

/** A mapping without the space around it. */
function trimmed(ast: MappingAst, node: StringValueNode, offset: number): Span {
  const text = node.value.slice(ast.start + offset, ast.end + offset);
  const start = ast.start + (text.length - text.trimStart().length);
  return { start, end: Math.max(start, ast.end - (text.length - text.trimEnd().length)) };
}

function at(
  place: MappingPlace,
  span: Span,
  { file }: RuleContext,
  finding: { readonly code: DiagnosticCode; readonly message: string; readonly fix?: string },
): Diagnostic {
  return errorInString(file, place.node, span, {
    code: finding.code,
    message: `${place.label}: ${finding.message}`,
    ...(place.coordinate !== undefined && { coordinate: place.coordinate }),
    ...(finding.fix !== undefined && { fix: finding.fix }),
  });
}
