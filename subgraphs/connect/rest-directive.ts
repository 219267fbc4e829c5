/**
 * `@rest`, our own directive beside `@connect`: what a request or an answer is like where connect cannot say it. The
 * connector stays valid connect SDL without it; another router then sends the nearest form that connect has.
 *
 *     type Query { exists(id: ID!): Boolean @connect(http: { GET: "/things/{$args.id}" }, …) @rest(method: "HEAD") }
 *
 * Spec: docs/rest-directive.md
 */
import {
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
} from "graphql";
import { schemaDirectives } from "../../schema/link.ts";
import { argumentOf, stringOf } from "./ast.ts";

export interface RestPlan {
  /** In place of the connector's. */
  readonly method?: string;
  /** How the body is written, and an argument of a file may be. Default as connect does. */
  readonly body?: "form" | "multipart" | "text";
  /** Fields of a `multipart` body that are files. */
  readonly files: ReadonlySet<string>;
  /** Keys of `queryParams` and fields of a form that are written `key[member]=value`. */
  readonly deepObject: ReadonlySet<string>;
  /** How an answer that is not JSON is read, whatever its media type. */
  readonly answer?: "text" | "base64";
}

export const restUrl = "https://restuary.dev/rest/v0.1";

export const restDefinition = `directive @rest(
  method: String
  body: String
  files: [String!]
  deepObject: [String!]
  answer: String
) on FIELD_DEFINITION`;

const directiveName = "rest";

/** The `@link` of `@rest`. Without it a directive of that name is somebody else's. */
export function findRestLink(document: DocumentNode): ConstDirectiveNode | undefined {
  return schemaDirectives(document).find((directive) => stringOf(argumentOf(directive, "url"))?.value === restUrl);
}

export function isRestDirective({ name }: { readonly name: { readonly value: string } }): boolean {
  return name.value === directiveName;
}

export function isRestDefinition(node: DefinitionNode): boolean {
  return node.kind === Kind.DIRECTIVE_DEFINITION && isRestDirective(node);
}

/** `undefined` where the field has none. What is of a wrong kind counts as absent. */
export function readRestPlan(field: FieldDefinitionNode | undefined): RestPlan | undefined {
  const directive = field?.directives?.find(isRestDirective);
  if (!directive) return undefined;
  const text = (name: string): string | undefined => stringOf(argumentOf(directive, name))?.value;
  const list = (name: string): ReadonlySet<string> => {
    const value = argumentOf(directive, name);
    return new Set(value?.kind === Kind.LIST ? value.values.flatMap((item) => stringOf(item)?.value ?? []) : []);
  };
  const method = text("method");
  const body = text("body");
  const answer = text("answer");
  return {
    ...(method !== undefined && /^[A-Z]+$/.test(method) && { method }),
    ...((body === "form" || body === "multipart" || body === "text") && { body }),
    ...((answer === "text" || answer === "base64") && { answer }),
    files: list("files"),
    deepObject: list("deepObject"),
  };
}
