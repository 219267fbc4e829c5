/** What clients really send: read from their files, with fragments found wherever they are written. */
import {
  GraphQLError,
  Kind,
  parse,
  print,
  Source,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from "graphql";
import { didYouMean } from "../did-you-mean.ts";
import type { SourceRange } from "../diagnostic.ts";
import { startOf } from "../source-text.ts";
import type { Finding } from "./finding.ts";
import { placeIn, placeOfNode, type Embedded, type OperationSource } from "./operation-source.ts";
import { dropClientOnly, dropUnusedVariables } from "./client-only.ts";
import { pluckDocuments } from "./pluck-documents.ts";
import { readManifest } from "./read-manifest.ts";

/** One operation of a client, complete. */
export interface ClientOperation {
  /** `(anonymous)` where it has none. */
  readonly name: string;
  readonly file: string;
  readonly location: SourceRange;
  readonly definition: OperationDefinitionNode;
  /** The operation first, then the fragments it uses. The place of a node in it is `placeOfNode`'s. */
  readonly document: DocumentNode;
}

export interface ReadOperations {
  readonly operations: readonly ClientOperation[];
  /** Codes `OPERATION_INVALID`, `OPERATION_FILE_INVALID`, `OPERATION_NAME_DUPLICATE`, `FRAGMENT_NAME_DUPLICATE`. */
  readonly findings: readonly Finding[];
}

/** Reads operations. What is wrong with a file costs no other one. */
export async function readOperations(sources: readonly OperationSource[]): Promise<ReadOperations> {
  const findings: Finding[] = [];
  const embedded = (await Promise.all(sources.map((source) => readDocuments(source, findings)))).flat();
  const parsed = embedded.flatMap((one) => {
    const document = parseDocument(one, findings);
    return document ? [{ ...one, document }] : [];
  });

  const fragments = new FragmentIndex();
  for (const { source, document } of parsed) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.add(node, source.name);
    }
  }
  const operations: ClientOperation[] = [];
  const firsts = new Map<string, { operation: ClientOperation; kind: Embedded["kind"] }>();
  for (const { source, kind, document } of parsed) {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const operation = completeOperation(definition, source.name, fragments, findings);
      if (!operation) continue;
      const first = definition.name && firsts.get(operation.name);
      // What a client's code holds stands once more in the manifest that was made of it.
      if (first && print(first.operation.document) === print(operation.document)) continue;
      if (first && kind !== "manifest" && first.kind !== "manifest") findings.push(duplicateName(operation));
      if (!first) firsts.set(operation.name, { operation, kind });
      operations.push(operation);
    }
  }
  return { operations, findings: [...findings, ...fragments.findings()] };
}

async function readDocuments(given: OperationSource, findings: Finding[]): Promise<Embedded[]> {
  const original = new Source(given.text, given.file);
  if (given.kind === "graphql") return [{ source: original, kind: given.kind }];
  const read = given.kind === "manifest" ? readManifest(original) : await pluckDocuments(original);
  if ("documents" in read) return read.documents.map((source) => ({ source, kind: given.kind }));
  findings.push({
    check: "operations",
    code: "OPERATION_FILE_INVALID",
    // A program that is too new for the parser may run all the same.
    severity: given.kind === "code" ? "warning" : "error",
    message: read.fault,
    locations: [placeIn(original, read.at, read.at)],
  });
  return [];
}

function parseDocument({ source, kind }: Embedded, findings: Finding[]): DocumentNode | undefined {
  // An empty file says nothing, nor does a template that is made of others.
  if (/^(?:[\s,\uFEFF]|#.*)*$/u.test(source.body)) return undefined;
  try {
    return dropClientOnly(parse(source));
  } catch (error) {
    const { reason, start } = faultOf(error);
    findings.push({
      check: "operations",
      code: "OPERATION_INVALID",
      severity: "error",
      message: `The ${kind === "graphql" ? "file" : "document"} does not parse: ${reason}`,
      locations: [placeIn(source, start, Math.min(start + 1, source.body.length))],
    });
    return undefined;
  }
}

function faultOf(error: unknown): { readonly reason: string; readonly start: number } {
  if (error instanceof GraphQLError) {
    return { reason: error.message.replace(/^Syntax Error: /, ""), start: error.positions?.[0] ?? 0 };
  }
  // The parser recurses: what is nested thousands deep overflows the stack, in a file that nobody means.
  if (error instanceof RangeError) return { reason: "it is nested too deep.", start: 0 };
  throw error;
}

/** Fragments by name. The one in the same file is meant where there are several. */
class FragmentIndex {
  readonly #byName = new Map<string, { node: FragmentDefinitionNode; file: string }[]>();

  add(node: FragmentDefinitionNode, file: string): void {
    const known = this.#byName.get(node.name.value);
    if (known) known.push({ node, file });
    else this.#byName.set(node.name.value, [{ node, file }]);
  }

  find(name: string, file: string): { node: FragmentDefinitionNode; file: string } | undefined {
    const known = this.#byName.get(name) ?? [];
    return known.find((candidate) => candidate.file === file) ?? known[0];
  }

  names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** The same name twice in one file is a mistake. In two files it may be two clients. */
  findings(): Finding[] {
    return [...this.#byName.values()].flatMap((known) =>
      known.flatMap(({ node, file }, index): Finding[] => {
        const isSecond = known
          .slice(0, index)
          .some((other) => other.file === file && print(other.node) !== print(node));
        if (!isSecond || file.endsWith(".json")) return [];
        return [
          {
            check: "operations",
            code: "FRAGMENT_NAME_DUPLICATE",
            severity: "warning",
            message: `The file has another fragment \`${node.name.value}\`, which is the one that is used.`,
            locations: [placeOfNode(node.name) ?? startOf(file)],
            subject: node.name.value,
            fix: "Rename one of them.",
          },
        ];
      }),
    );
  }
}

function completeOperation(
  definition: OperationDefinitionNode,
  file: string,
  fragments: FragmentIndex,
  findings: Finding[],
): ClientOperation | undefined {
  const name = definition.name?.value ?? "(anonymous)";
  const location = placeOfNode(definition.name ?? definition) ?? startOf(file);
  const used = new Map<string, FragmentDefinitionNode>();
  let isComplete = true;
  const take = (node: OperationDefinitionNode | FragmentDefinitionNode, from: string): void => {
    visit(node, {
      FragmentSpread(spread) {
        const wanted = spread.name.value;
        if (used.has(wanted)) return;
        const found = fragments.find(wanted, from);
        if (!found) {
          isComplete = false;
          findings.push(missingFragment(name, wanted, placeOfNode(spread) ?? location, fragments.names()));
          return;
        }
        used.set(wanted, found.node);
        take(found.node, found.file);
      },
    });
  };
  take(definition, file);
  if (!isComplete) return undefined;
  return {
    name,
    file,
    location,
    definition,
    document: dropUnusedVariables({ kind: Kind.DOCUMENT, definitions: [definition, ...used.values()] }),
  };
}

function missingFragment(operation: string, name: string, location: SourceRange, known: Iterable<string>): Finding {
  const fix = didYouMean(name, known);
  return {
    check: "operations",
    code: "OPERATION_INVALID",
    severity: "error",
    message: `\`${operation}\`: no file of operations has the fragment \`${name}\`.`,
    locations: [location],
    subject: `${operation} ${name}`,
    ...(fix === undefined ? {} : { fix }),
    operations: [{ name: operation, location }],
  };
}

function duplicateName({ name, location }: ClientOperation): Finding {
  return {
    check: "operations",
    code: "OPERATION_NAME_DUPLICATE",
    severity: "warning",
    message: `Another operation is named \`${name}\`: findings and budgets cannot tell them apart.`,
    locations: [location],
    subject: name,
    fix: "Rename one of them.",
  };
}
