import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { GraphQLError, Kind, parse, Source, validate, type DocumentNode, type GraphQLSchema } from "graphql";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { rangeOf, rangeOfOffsets, startOf } from "../schema/source-text.ts";
import { shownPath } from "./project.ts";
import { ToolError, unreadable } from "./tool-error.ts";

/**
 * @param file  Relative to `dir`.
 * @throws ToolError when it cannot be read.
 */
export async function readOperationFile(dir: string, file: string): Promise<Source> {
  const path = resolve(dir, file);
  const shownAs = shownPath({ dir }, path);
  try {
    return new Source(await readFile(path, "utf8"), shownAs);
  } catch (error) {
    if (/[{}]/.test(file)) {
      const message = "An operation is read from a file: write this one to a file, and give its name.";
      throw new ToolError(message, { cause: error });
    }
    throw unreadable("operation", shownAs, dir, error);
  }
}

/**
 * Parses a file with operations and checks it against the API schema.
 *
 * @param operationName  Which one is meant; may be absent where there is one.
 * @returns The document where there is no error, else diagnostics `OPERATION_INVALID`.
 */
export function parseOperation(
  source: Source,
  schema: GraphQLSchema,
  operationName: string | undefined,
): { document?: DocumentNode; diagnostics: readonly Diagnostic[] } {
  try {
    const document = parse(source);
    const diagnostics = [
      ...validate(schema, document).map((error) => operationDiagnostic(error, source)),
      ...checkName(document, operationName, source),
    ];
    return diagnostics.length > 0 ? { diagnostics } : { document, diagnostics };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { diagnostics: [operationDiagnostic(error, source)] };
  }
}

function checkName(document: DocumentNode, wanted: string | undefined, source: Source): Diagnostic[] {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const names = operations.map((node) => `\`${node.name?.value ?? "(without a name)"}\``).join(", ");
  const finding = (message: string, fix: string): Diagnostic[] => [
    { code: "OPERATION_INVALID", severity: "error", message, locations: [startOf(source.name)], fix },
  ];
  if (operations.length === 0) return finding("The file has no operation.", "Write a query or a mutation in it.");
  if (wanted === undefined) {
    if (operations.length === 1) return [];
    return finding(`The file has several operations: ${names}.`, "Choose one with --operation.");
  }
  if (operations.some((node) => node.name?.value === wanted)) return [];
  return finding(`The file has no operation \`${wanted}\`.`, `It has ${names}.`);
}

export function operationDiagnostic(error: GraphQLError, source: Source): Diagnostic {
  const node = error.nodes?.find(({ loc }) => loc);
  const at = error.positions?.[0];
  const range =
    node === undefined
      ? at === undefined
        ? startOf(source.name)
        : rangeOfOffsets(source, at, at + 1, source.name)
      : rangeOf(node, source.name);
  return {
    code: "OPERATION_INVALID",
    severity: "error",
    message: error.message.replace(/^Syntax Error: /, ""),
    locations: [range],
  };
}
