import type { TypeNode } from "graphql";
import type { DiagnosticCode } from "../../../schema/diagnostic-codes.ts";
import type { Diagnostic, Severity, SourceRange } from "../../../schema/diagnostic.ts";
import { rangeInString, rangeOf } from "../../../schema/source-text.ts";
import type { Span } from "../../mapping/ast.ts";
import type { MappedType } from "../../rest-directives/mapped-types.ts";
import { namedType } from "../ast.ts";
import type { ConnectorElement } from "../connector.ts";
import type { IndexedType } from "../type-index.ts";
import type { RuleContext } from "./rule.ts";
import type { InferredSelection } from "./selection.ts";
import type { YieldedObject } from "./unreachable-fields.ts";

/** A place on the way down through a selection and the types that it fills. */
export interface SelectionWalk {
  readonly context: RuleContext;
  /** Types entered on the way, outermost first. */
  readonly entered: readonly string[];
  /** What is being filled, for messages: `User.posts`. */
  readonly owner: string;
  /** Without a place in it, the whole selection is at fault. */
  report(code: DiagnosticCode, message: string, at?: Span, options?: ReportOptions): void;
  yields(coordinate: string): void;
  yieldsObject(object: Omit<YieldedObject, "place" | "owner">, owner: string): void;
  /** Whether a value without selected fields is mapped by the `@mapping` of its type. */
  mapsByType(typeName: string): boolean;
}

interface ReportOptions {
  /** Places beside the one in the selection. */
  readonly further?: readonly SourceRange[];
  readonly defer?: boolean;
  readonly severity?: Severity;
}

/** What is found on the way, of all selections. */
export interface SelectionFindings {
  readonly diagnostics: Diagnostic[];
  readonly deferred: Diagnostic[];
  readonly yielded: Set<string>;
  readonly objects: YieldedObject[];
  readonly mapped: ReadonlyMap<string, MappedType>;
  /** Types by whose `@mapping` some value is mapped. Grows while mappings are looked at. */
  readonly reached: Set<string>;
}

/** At the element of a connector. */
export function startWalk(
  element: ConnectorElement,
  selection: InferredSelection,
  context: RuleContext,
  found: SelectionFindings,
): SelectionWalk {
  const { place } = selection;
  const reported = new Set<string>();
  return {
    context,
    // A connector on a field starts inside the type of its object, except at the root.
    entered:
      element.kind === "type" || Object.values(context.roots).includes(element.typeName) ? [] : [element.typeName],
    owner: element.kind === "field" ? `${element.typeName}.${element.fieldName}` : element.typeName,
    report(code, message, at, { further = [], defer = false, severity = "error" } = {}) {
      // Alternatives of a `->match` are checked one by one and may fail alike.
      const key = `${code} ${at?.start ?? ""} ${message}`;
      if (reported.has(key)) return;
      reported.add(key);
      (defer ? found.deferred : found.diagnostics).push({
        code,
        severity,
        message: `${place.label}: ${message}`,
        locations: [
          at ? rangeInString(place.node, at.start, at.end, context.file) : rangeOf(place.node, context.file),
          ...further,
        ],
        ...(place.coordinate !== undefined && { coordinate: place.coordinate }),
      });
    },
    yields: (coordinate) => void found.yielded.add(coordinate),
    yieldsObject(object, owner) {
      // What a type's own connector yields of it was asked for by what is known already.
      if (owner !== element.typeName) found.objects.push({ ...object, owner, place });
    },
    mapsByType(typeName) {
      if (!found.mapped.has(typeName)) return false;
      found.reached.add(typeName);
      return true;
    },
  };
}

/** Enters the type of the element itself, which can already be the one that its field is of. */
export function enterResult(walk: SelectionWalk, type: TypeNode): SelectionWalk | undefined {
  const named = walk.context.types.get(namedType(type).name.value);
  return named?.kind === "object" ? enter(walk, named) : walk;
}

/** `undefined` where the type was entered before, and may not be. */
export function enter(walk: SelectionWalk, type: IndexedType, at?: Span): SelectionWalk | undefined {
  // From v0.4 on the shape of a selection is finite however its types refer to each other.
  const { circularReferences, link } = walk.context;
  if (link.specVersion !== "0.4" && walk.entered.includes(type.name)) {
    walk.report(
      "CIRCULAR_REFERENCE",
      `\`${walk.owner}\` leads from \`${type.name}\` back to \`${type.name}\` (${[...walk.entered, type.name].join(" -> ")}), which connectors can express from connect v0.4 on.`,
      at,
      { severity: circularReferences },
    );
    // Refused, nothing below it counts. Otherwise it is walked: a selection ends, though its types go on.
    if (circularReferences === "error") return undefined;
  }
  return { ...walk, entered: [...walk.entered, type.name] };
}
