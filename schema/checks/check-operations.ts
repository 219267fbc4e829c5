import {
  BREAK,
  Kind,
  KnownTypeNamesRule,
  specifiedRules,
  validate,
  visit,
  type ASTNode,
  type GraphQLError,
  type GraphQLSchema,
} from "graphql";
import type { SourceRange } from "../diagnostic.ts";
import type { ClientOperation } from "./client-operations.ts";
import type { Finding, OperationUse } from "./finding.ts";
import { placeOfNode } from "./operation-source.ts";

/**
 * Validates operations as a server would, by every rule of the spec.
 *
 * @returns `OPERATION_INVALID`: once for each mistake of an operation or a fragment, with the operations that it is in.
 */
export function checkOperations(schema: GraphQLSchema, operations: readonly ClientOperation[]): Finding[] {
  const mistakes = new Map<string, Mistake>();
  for (const operation of operations) {
    for (const error of validateOperation(schema, operation)) {
      const owner = ownerOf(error, operation);
      const key = [owner.file, owner.subject, error.message].join("\n");
      let mistake = mistakes.get(key);
      if (!mistake) mistakes.set(key, (mistake = { ...owner, message: error.message, places: [], operations: [] }));
      const place = placeOf(error) ?? operation.location;
      if (!mistake.places.some((known) => isSame(known, place))) mistake.places.push(place);
      if (!mistake.operations.some(({ location }) => isSame(location, operation.location))) {
        mistake.operations.push({ name: operation.name, location: operation.location });
      }
    }
  }
  return [...mistakes.values()].map(toFinding);
}

const cheapRules = specifiedRules.filter((rule) => rule !== KnownTypeNamesRule);

/**
 * That rule lists all types of the schema for each document, for its suggestions, and takes three quarters of the time
 * where there are thousands. It is run where it finds something.
 */
function validateOperation(schema: GraphQLSchema, { document }: ClientOperation): readonly GraphQLError[] {
  let isKnown = true;
  visit(document, {
    NamedType(node) {
      if (schema.getType(node.name.value)) return undefined;
      isKnown = false;
      return BREAK;
    },
  });
  return validate(schema, document, isKnown ? cheapRules : specifiedRules);
}

interface Mistake {
  readonly message: string;
  readonly file: string;
  readonly subject: string;
  readonly isFragment: boolean;
  readonly places: SourceRange[];
  readonly operations: OperationUse[];
}

/** The definition that the mistake is written in, which may be a fragment of several operations. */
function ownerOf(error: GraphQLError, operation: ClientOperation): Pick<Mistake, "file" | "subject" | "isFragment"> {
  const node = nodeOf(error);
  const owner = operation.document.definitions.find(
    ({ loc }) =>
      node?.loc && loc && loc.source === node.loc.source && loc.start <= node.loc.start && node.loc.end <= loc.end,
  );
  if (owner?.kind !== Kind.FRAGMENT_DEFINITION) {
    return { file: operation.file, subject: operation.name, isFragment: false };
  }
  return { file: owner.loc?.source.name ?? operation.file, subject: owner.name.value, isFragment: true };
}

function nodeOf(error: GraphQLError): ASTNode | undefined {
  return error.nodes?.find(({ loc }) => loc);
}

/** Of a field its name: what is selected in it is not at fault. */
function placeOf(error: GraphQLError): SourceRange | undefined {
  const node = nodeOf(error);
  if (!node) return undefined;
  return placeOfNode(node.kind === Kind.FIELD ? (node.alias ?? node.name) : node);
}

function isSame(a: SourceRange, b: SourceRange): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function toFinding({ message, subject, isFragment, places, operations }: Mistake): Finding {
  // What is suggested instead changes with the schema, and the mistake does not.
  const mistake = message.replace(/ Did you mean .*$/u, "");
  const what = isFragment ? `Fragment \`${subject}\`` : `\`${subject}\``;
  return {
    check: "operations",
    code: "OPERATION_INVALID",
    severity: "error",
    message: `${what}: ${message}`,
    locations: places,
    subject: `${isFragment ? "fragment " : ""}${subject}: ${mistake}`,
    operations,
  };
}
