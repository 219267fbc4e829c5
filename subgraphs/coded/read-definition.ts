import { Kind, type DocumentNode } from "graphql";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { DiagnosticCode } from "../../schema/diagnostic-codes.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { definitionBrand, type SubgraphDefinition } from "./define-subgraph.ts";

export interface ReadDefinition {
  /** Both are absent when there is a diagnostic of severity error. */
  readonly definition?: SubgraphDefinition;
  /** The definition's `typeDefs`, parsed. */
  readonly document?: DocumentNode;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks what a coded subgraph's module exports.
 *
 * @param module  The loaded module.
 * @param file  The module's file. SDL inside it has no lines of its own in that file, so places in it are given as lines
 * of `FILE#typeDefs`.
 * @returns The definition, or diagnostics: `SUBGRAPH_MODULE_INVALID`, `SUBGRAPH_RESOLVER_UNKNOWN`, `GRAPHQL_SYNTAX`.
 */
export function readDefinition(module: unknown, file: string): ReadDefinition {
  const definition = definitionOf(module);
  if (!definition) {
    const message = "The module has no default export made by `defineSubgraph`.";
    const fix = "Write `export default defineSubgraph({ ... })`.";
    return { diagnostics: [diagnose("SUBGRAPH_MODULE_INVALID", message, file, fix)] };
  }
  const faults = faultsOf(definition).map((message) => diagnose("SUBGRAPH_MODULE_INVALID", message, file));
  if (faults.length > 0) return { diagnostics: faults };

  const { typeDefs } = definition;
  const parsed = typeof typeDefs === "string" ? parseSdl(typeDefs, `${file}#typeDefs`) : { document: typeDefs };
  const diagnostics = [...("diagnostics" in parsed ? parsed.diagnostics : [])];
  const { document } = parsed;
  if (document) {
    for (const message of unknownResolvers(definition, document)) {
      diagnostics.push(diagnose("SUBGRAPH_RESOLVER_UNKNOWN", message, file));
    }
  }
  return document && diagnostics.length === 0 ? { definition, document, diagnostics } : { diagnostics };
}

/** The default export; loaders that turn ES modules into CommonJS wrap it once or twice. */
function definitionOf(module: unknown): SubgraphDefinition | undefined {
  let value = module;
  for (let depth = 0; depth < 3; depth += 1) {
    if (typeof value !== "object" || value === null) return undefined;
    // The brand, not a class: the module may have its own copy of this package. What is inside is checked next.
    if (definitionBrand in value) return value as SubgraphDefinition;
    value = "default" in value ? value.default : undefined;
  }
  return undefined;
}

function faultsOf(definition: SubgraphDefinition): string[] {
  // Code in JavaScript passes what the types forbid.
  const { name, typeDefs, resolvers, sources } = definition as { [K in keyof SubgraphDefinition]: unknown };
  const faults: string[] = [];
  if (typeof name !== "string" || name === "") faults.push("`name` must be a string that is not empty.");
  if (typeof typeDefs !== "string" && !isDocument(typeDefs)) {
    faults.push("`typeDefs` must be SDL as a string or a parsed document.");
  }
  if (typeof resolvers !== "object" || resolvers === null) faults.push("`resolvers` must be an object of type names.");
  if (typeof sources !== "object" || sources === null) faults.push("`sources` must be an object of classes.");
  else {
    for (const [key, value] of Object.entries(sources)) {
      if (typeof value !== "function") faults.push(`\`sources.${key}\` must be a class that extends \`RestSource\`.`);
    }
  }
  return faults;
}

function isDocument(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === Kind.DOCUMENT;
}

/** The schema builder passes over a resolver without a field, and the typing error shows as a null much later. */
function unknownResolvers(definition: SubgraphDefinition, document: DocumentNode): string[] {
  const fieldsByType = new Map<string, Set<string> | "any">();
  for (const node of document.definitions) {
    if (!("name" in node) || !node.name || node.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const known = fieldsByType.get(node.name.value);
    const fields = known instanceof Set ? known : new Set<string>();
    if ("fields" in node) for (const field of node.fields ?? []) fields.add(field.name.value);
    if ("values" in node) for (const value of node.values ?? []) fields.add(value.name.value);
    const scalar = node.kind === Kind.SCALAR_TYPE_DEFINITION || node.kind === Kind.SCALAR_TYPE_EXTENSION;
    fieldsByType.set(node.name.value, scalar ? "any" : fields);
  }
  const messages: string[] = [];
  for (const [typeName, resolvers] of Object.entries(definition.resolvers)) {
    const fields = fieldsByType.get(typeName);
    if (fields === undefined) {
      messages.push(`\`resolvers.${typeName}\`: \`typeDefs\` define no type \`${typeName}\`.`);
    } else if (fields !== "any" && typeof resolvers === "object" && resolvers !== null) {
      for (const name of Object.keys(resolvers)) {
        if (name.startsWith("__") || fields.has(name)) continue;
        messages.push(`\`resolvers.${typeName}.${name}\`: type \`${typeName}\` has no field \`${name}\`.`);
      }
    }
  }
  return messages;
}

function diagnose(code: DiagnosticCode, message: string, file: string, fix?: string): Diagnostic {
  const locations = [{ file, line: 1, column: 1, endLine: 1, endColumn: 1 }];
  return { code, severity: "error", message, locations, ...(fix === undefined ? {} : { fix }) };
}
