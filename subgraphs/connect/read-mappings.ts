/** Compiles the mappings and templates of a document; what does not parse becomes diagnostics with their place. */
import type { StringValueNode } from "graphql";
import type { DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { compileMapping } from "../mapping/compile.ts";
import { MappingError } from "../mapping/mapping-error.ts";
import type { Mapping, MappingDiagnostic, SpecVersion, Template } from "../mapping/mapping.ts";
import { parseTemplate } from "../mapping/template.ts";
import { errorInString } from "./finding.ts";

/** Which string is read: the code for its faults, the argument it stands in (`http.GET`), and the directive's owner. */
export interface StringPlace {
  readonly code: DiagnosticCode;
  readonly argument: string;
  readonly owner: string;
  readonly coordinate?: string;
}

export interface MappingReader {
  mapping(node: StringValueNode | undefined, place: StringPlace): Mapping | undefined;
  template(node: StringValueNode | undefined, place: StringPlace): Template | undefined;
}

export function createMappingReader(
  file: string,
  specVersion: SpecVersion,
  report: (diagnostic: Diagnostic) => void,
): MappingReader {
  return {
    mapping(node, place) {
      if (!node) return undefined;
      try {
        return compileMapping(node.value, { specVersion });
      } catch (error) {
        if (!(error instanceof MappingError)) throw error;
        for (const found of error.diagnostics) report(placeFinding(file, node, place, found));
        return undefined;
      }
    },
    template(node, place) {
      if (!node) return undefined;
      const { template, diagnostics } = parseTemplate(node.value, { specVersion });
      for (const found of diagnostics) report(placeFinding(file, node, place, found));
      return diagnostics.length === 0 ? template : undefined;
    },
  };
}

function placeFinding(
  file: string,
  node: StringValueNode,
  { code, argument, owner, coordinate }: StringPlace,
  found: MappingDiagnostic,
): Diagnostic {
  return errorInString(file, node, found, {
    code,
    message: `\`${owner}\`, \`${argument}\`: ${found.message}`,
    ...(coordinate !== undefined && { coordinate }),
    fix: found.fix,
  });
}
