/** `@request` of a connector's element, compiled. */
import { Kind, type ConstDirectiveNode, type ConstObjectValueNode, type ConstValueNode } from "graphql";
import { argumentOf, fieldOf, stringOf } from "../connect/ast.ts";
import type { ConnectUse } from "../connect/read-directives.ts";
import type { MappingReader, StringPlace } from "../connect/read-mappings.ts";
import { parameterPlaces, parameterStyles, stylesOf } from "./parameter-style.ts";
import {
  responseKinds,
  type BodyPlan,
  type Parameter,
  type PropertyEncoding,
  type RequestExtras,
} from "./request-extras.ts";
import type { RestLink } from "./rest-link.ts";

/** The `@request` that is meant for a `@connect`. What is of a wrong kind counts as absent. */
export function readRequest(
  use: ConnectUse,
  link: RestLink | undefined,
  reader: MappingReader,
  at: (argument: string) => StringPlace,
): RequestExtras | undefined {
  const directive = requestOf(use, link);
  if (!directive) return undefined;
  const method = stringOf(argumentOf(directive, "method"))?.value;
  const accept = stringOf(argumentOf(directive, "accept"))?.value;
  const response = wordOf(argumentOf(directive, "response"), responseKinds);
  const body = objectOf(argumentOf(directive, "body"));
  return {
    ...(method !== undefined && { method }),
    ...(accept !== undefined && { accept }),
    ...(response && { response }),
    parameters: objectsOf(argumentOf(directive, "parameters")).flatMap((node) => readParameter(node, reader, at) ?? []),
    ...(body && { body: readBody(body, reader, at) }),
  };
}

/** On a type, the directives of all its nodes count, as its `@connect`s do; but an extension's stay with it. */
export function requestOf(use: ConnectUse, link: RestLink | undefined): ConstDirectiveNode | undefined {
  const directives = use.fieldNode ? use.fieldNode.directives : use.typeNode.directives;
  return directives?.find(
    (directive) => directive.name.value === link?.requestName && connectIndex(directive) === use.index,
  );
}

/** Expressions of the URL in whose place path parameters stand: what they say they replace, or else their own value. */
export function replacedExpressions(use: ConnectUse, link: RestLink | undefined): ReadonlySet<string> {
  const directive = requestOf(use, link);
  const parameters = directive ? objectsOf(argumentOf(directive, "parameters")) : [];
  return new Set(
    parameters.flatMap((node) => {
      const written = stringOf(fieldOf(node, "replaces")) ?? stringOf(fieldOf(node, "value"));
      return wordOf(fieldOf(node, "in"), parameterPlaces) === "path" && written ? [written.value.trim()] : [];
    }),
  );
}

/** Which `@connect` of its element a `@request` is for. */
function connectIndex(directive: ConstDirectiveNode): number {
  const value = argumentOf(directive, "connect");
  return value?.kind === Kind.INT ? Number(value.value) : 0;
}

function readParameter(
  node: ConstObjectValueNode,
  reader: MappingReader,
  at: (argument: string) => StringPlace,
): Parameter | undefined {
  const name = stringOf(fieldOf(node, "name"))?.value;
  const place = wordOf(fieldOf(node, "in"), parameterPlaces);
  const value = reader.mapping(stringOf(fieldOf(node, "value")), at(`parameters.${name ?? ""}`));
  if (name === undefined || !place || !value) return undefined;
  const style = wordOf(fieldOf(node, "style"), parameterStyles) ?? stylesOf[place][0];
  const content = stringOf(fieldOf(node, "content"))?.value;
  const replaces = stringOf(fieldOf(node, "replaces"))?.value;
  return {
    name,
    in: place,
    value,
    style,
    // OpenAPI 3.1, section 4.8.12.2.1: exploded by default only where the style is `form`; `deepObject` always is.
    explode: flagOf(fieldOf(node, "explode")) ?? style === "form",
    allowReserved: flagOf(fieldOf(node, "allowReserved")) ?? false,
    ...(content !== undefined && { content }),
    ...(replaces !== undefined && { replaces }),
  };
}

function readBody(node: ConstObjectValueNode, reader: MappingReader, at: (argument: string) => StringPlace): BodyPlan {
  const value = reader.mapping(stringOf(fieldOf(node, "value")), at("body.value"));
  return {
    mediaType: stringOf(fieldOf(node, "mediaType"))?.value ?? "application/json",
    ...(value && { value }),
    encodings: new Map(
      objectsOf(fieldOf(node, "encoding")).map((each): [string, PropertyEncoding] => [
        stringOf(fieldOf(each, "property"))?.value ?? "",
        readEncoding(each),
      ]),
    ),
  };
}

function readEncoding(node: ConstObjectValueNode): PropertyEncoding {
  const contentType = stringOf(fieldOf(node, "contentType"))?.value;
  const style = wordOf(fieldOf(node, "style"), parameterStyles);
  const explode = flagOf(fieldOf(node, "explode"));
  return {
    file: flagOf(fieldOf(node, "file")) ?? false,
    ...(contentType !== undefined && { contentType }),
    ...(style && { style }),
    ...(explode !== undefined && { explode }),
  };
}

function wordOf<Word extends string>(value: ConstValueNode | undefined, words: readonly Word[]): Word | undefined {
  return value?.kind === Kind.ENUM ? words.find((word) => word === value.value) : undefined;
}

function flagOf(value: ConstValueNode | undefined): boolean | undefined {
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

function objectOf(value: ConstValueNode | undefined): ConstObjectValueNode | undefined {
  return value?.kind === Kind.OBJECT ? value : undefined;
}

// Spec: https://spec.graphql.org/draft/#sec-List.Input-Coercion -- one item may stand for a list of one.
export function objectsOf(value: ConstValueNode | undefined): readonly ConstObjectValueNode[] {
  const items = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return items.filter((item): item is ConstObjectValueNode => item.kind === Kind.OBJECT);
}
