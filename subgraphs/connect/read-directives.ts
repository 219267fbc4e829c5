/**
 * Finds every `@source` and `@connect` of a document and takes it apart into nodes. Nothing is compiled or judged here:
 * a wrong kind of value counts as absent, and the rules under validate/ say what is missing or wrong.
 */
import {
  Kind,
  type ConstDirectiveNode,
  type ConstObjectFieldNode,
  type ConstObjectValueNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type StringValueNode,
} from "graphql";
import { schemaDirectives } from "../../schema/link.ts";
import { argumentOf, fieldOf, stringOf } from "./ast.ts";
import type { ConnectorElement } from "./connector.ts";
import type { ConnectLink } from "./link.ts";

export const httpMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type HttpMethod = (typeof httpMethods)[number];

export interface HeaderUse {
  /** The object, or whatever stands in its place. */
  readonly node: ConstValueNode;
  readonly name?: StringValueNode;
  readonly from?: StringValueNode;
  readonly value?: StringValueNode;
}

/** What `http:` of both directives can have. */
export interface HttpUse {
  readonly node: ConstObjectValueNode;
  readonly path?: StringValueNode;
  readonly queryParams?: StringValueNode;
  readonly headers: readonly HeaderUse[];
}

export interface ErrorsUse {
  readonly node: ConstObjectValueNode;
  readonly message?: StringValueNode;
  readonly extensions?: StringValueNode;
}

export interface SourceUse {
  readonly directive: ConstDirectiveNode;
  readonly name?: StringValueNode;
  readonly http?: HttpUse & { readonly baseURL?: StringValueNode };
  readonly errors?: ErrorsUse;
  readonly isSuccess?: StringValueNode;
}

/** An HTTP method and its URL template. */
export interface MethodUse {
  readonly method: HttpMethod;
  readonly field: ConstObjectFieldNode;
  readonly url?: StringValueNode;
}

export interface ConnectUse {
  readonly directive: ConstDirectiveNode;
  readonly element: ConnectorElement;
  /** Counts the `@connect`s on the element from 0, over its definition and extensions in document order. */
  readonly index: number;
  readonly typeNode: ObjectTypeDefinitionNode | ObjectTypeExtensionNode;
  /** Absent on a type. */
  readonly fieldNode?: FieldDefinitionNode;
  readonly source?: StringValueNode;
  readonly id?: StringValueNode;
  readonly http?: HttpUse & { readonly methods: readonly MethodUse[]; readonly body?: StringValueNode };
  readonly selection?: StringValueNode;
  readonly entity?: ConstValueNode;
  readonly batch?: ConstObjectValueNode;
  readonly errors?: ErrorsUse;
  readonly isSuccess?: StringValueNode;
}

export interface DirectiveUses {
  readonly sources: readonly SourceUse[];
  readonly connects: readonly ConnectUse[];
}

export function readDirectives(document: DocumentNode, link: ConnectLink): DirectiveUses {
  const sources = schemaDirectives(document)
    .filter((directive) => directive.name.value === link.sourceName)
    .map(readSource);
  const counts = new Map<string, number>();
  const next = (key: string): number => {
    const index = counts.get(key) ?? 0;
    counts.set(key, index + 1);
    return index;
  };

  const connects: ConnectUse[] = [];
  for (const node of objectTypes(document)) {
    const typeName = node.name.value;
    for (const directive of node.directives ?? []) {
      if (directive.name.value !== link.connectName) continue;
      connects.push(readConnect(directive, { kind: "type", typeName }, next(typeName), node));
    }
    for (const field of node.fields ?? []) {
      const fieldName = field.name.value;
      for (const directive of field.directives ?? []) {
        if (directive.name.value !== link.connectName) continue;
        const index = next(`${typeName}.${fieldName}`);
        connects.push(readConnect(directive, { kind: "field", typeName, fieldName }, index, node, field));
      }
    }
  }
  return { sources, connects };
}

/** Definitions and extensions of object types, in document order. */
export function objectTypes(document: DocumentNode): (ObjectTypeDefinitionNode | ObjectTypeExtensionNode)[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION ? [node] : [],
  );
}

function readSource(directive: ConstDirectiveNode): SourceUse {
  const http = objectOf(argumentOf(directive, "http"));
  return {
    directive,
    ...present("name", stringOf(argumentOf(directive, "name"))),
    ...(http && { http: { ...readHttp(http), ...present("baseURL", stringOf(fieldOf(http, "baseURL"))) } }),
    ...readOutcome(directive),
  };
}

function readConnect(
  directive: ConstDirectiveNode,
  element: ConnectorElement,
  index: number,
  typeNode: ObjectTypeDefinitionNode | ObjectTypeExtensionNode,
  fieldNode?: FieldDefinitionNode,
): ConnectUse {
  const http = objectOf(argumentOf(directive, "http"));
  return {
    directive,
    element,
    index,
    typeNode,
    ...present("fieldNode", fieldNode),
    ...present("source", stringOf(argumentOf(directive, "source"))),
    ...present("id", stringOf(argumentOf(directive, "id"))),
    ...(http && {
      http: { ...readHttp(http), methods: readMethods(http), ...present("body", stringOf(fieldOf(http, "body"))) },
    }),
    ...present("selection", stringOf(argumentOf(directive, "selection"))),
    ...present("entity", argumentOf(directive, "entity")),
    ...present("batch", objectOf(argumentOf(directive, "batch"))),
    ...readOutcome(directive),
  };
}

function readOutcome(directive: ConstDirectiveNode): { errors?: ErrorsUse; isSuccess?: StringValueNode } {
  const errors = objectOf(argumentOf(directive, "errors"));
  return {
    ...(errors && {
      errors: {
        node: errors,
        ...present("message", stringOf(fieldOf(errors, "message"))),
        ...present("extensions", stringOf(fieldOf(errors, "extensions"))),
      },
    }),
    ...present("isSuccess", stringOf(argumentOf(directive, "isSuccess"))),
  };
}

function readMethods(http: ConstObjectValueNode): MethodUse[] {
  return http.fields.flatMap((field) => {
    const method = httpMethods.find((name) => name === field.name.value);
    // `GET: null` is an input field without a value.
    return method && field.value.kind !== Kind.NULL
      ? [{ method, field, ...present("url", stringOf(field.value)) }]
      : [];
  });
}

function readHttp(http: ConstObjectValueNode): HttpUse {
  return {
    node: http,
    ...present("path", stringOf(fieldOf(http, "path"))),
    ...present("queryParams", stringOf(fieldOf(http, "queryParams"))),
    headers: readHeaders(fieldOf(http, "headers")),
  };
}

// Spec: https://spec.graphql.org/draft/#sec-List.Input-Coercion -- one item may stand for a list of one.
function readHeaders(value: ConstValueNode | undefined): HeaderUse[] {
  if (!value || value.kind === Kind.NULL) return [];
  return (value.kind === Kind.LIST ? value.values : [value]).map((node) =>
    node.kind === Kind.OBJECT
      ? {
          node,
          ...present("name", stringOf(fieldOf(node, "name"))),
          ...present("from", stringOf(fieldOf(node, "from"))),
          ...present("value", stringOf(fieldOf(node, "value"))),
        }
      : { node },
  );
}

function objectOf(value: ConstValueNode | undefined): ConstObjectValueNode | undefined {
  return value?.kind === Kind.OBJECT ? value : undefined;
}

/** A property that is left out where there is no value, as exactOptionalPropertyTypes wants it. */
function present<Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } {
  // The cast holds: a computed key of a literal type is widened to string by the compiler.
  return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: Value };
}
