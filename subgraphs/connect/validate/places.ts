/** Every mapping and template of the directives, with what may be read there and what it has to yield. */
import { Kind, type FieldDefinitionNode, type NamedTypeNode, type StringValueNode, type TypeNode } from "graphql";
import type { DiagnosticCode } from "../../../schema/diagnostic-codes.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { replacedExpressions } from "../../rest-directives/read-request.ts";
import { readRestLink } from "../../rest-directives/rest-link.ts";
import type { ConnectUse, ErrorsUse, HeaderUse, SourceUse } from "../read-directives.ts";
import type { RuleContext } from "./rule.ts";
import type { Expectation } from "./shape/expect.ts";
import { arrayOf, number, string, unknown, type Shape } from "./shape/shape.ts";

export interface MappingPlace {
  readonly node: StringValueNode;
  readonly kind: "mapping" | "template";
  /** The code of what is wrong with it as such; reading what is not there has codes of its own. */
  readonly code: DiagnosticCode;
  /** How messages begin: "`Query.user`, `http.GET`". */
  readonly label: string;
  readonly coordinate?: string;
  readonly phase: "request" | "response";
  readonly variables: ReadonlyMap<string, Shape>;
  readonly expects: Expectation;
  /** Expressions of a template that are there for other routers alone: `@request` puts something else in their place. */
  readonly replaced?: ReadonlySet<string>;
}

export function sourcePlaces(use: SourceUse): MappingPlace[] {
  const label = (argument: string): string => `\`@source\` \`${use.name?.value ?? ""}\`, \`${argument}\``;
  const request = pickVariables(["$config", "$context", "$request", "$env"]);
  const response = pickVariables(["$config", "$context", "$request", "$env", "$status", "$response"]);
  return [
    ...place(use.http?.baseURL, {
      kind: "template",
      code: "INVALID_URL",
      label: label("http.baseURL"),
      phase: "request",
      variables: pickVariables(["$config", "$env"]),
      expects: "scalar",
    }),
    ...httpPlaces(use.http, label, request),
    ...outcomePlaces(use, label, response),
  ];
}

/** All but the selection, which is held against the schema's types as well. */
export function connectPlaces(use: ConnectUse, context: RuleContext): MappingPlace[] {
  const owner = elementCoordinate(use.element);
  const coordinate = connectorCoordinate(context.subgraph, use);
  const label = (argument: string): string => `\`${owner}\`, \`${argument}\``;
  const request = requestVariables(use, context);
  const response = new Map([...request, ...pickVariables(["$status", "$response"])]);
  const method = use.http?.methods[0];
  const places: MappingPlace[] = [
    ...place(method?.url, {
      kind: "template",
      code: "INVALID_URL",
      label: label(`http.${method?.method ?? ""}`),
      phase: "request",
      variables: request,
      expects: "scalar",
      replaced: replacedExpressions(use, readRestLink(context.document)),
    }),
    ...httpPlaces(use.http, label, request),
    ...place(use.http?.body, {
      kind: "mapping",
      code: "INVALID_BODY",
      label: label("http.body"),
      phase: "request",
      variables: request,
      expects: "anything",
    }),
    ...place(use.selection, {
      kind: "mapping",
      code: "INVALID_SELECTION",
      label: label("selection"),
      phase: "response",
      variables: response,
      expects: "anything",
    }),
    ...outcomePlaces(use, label, response),
  ];
  return places.map((one) => ({ ...one, coordinate }));
}

type Label = (argument: string) => string;
type Variables = ReadonlyMap<string, Shape>;

function place(node: StringValueNode | undefined, rest: Omit<MappingPlace, "node">): MappingPlace[] {
  return node ? [{ node, ...rest }] : [];
}

function httpPlaces(
  http:
    | {
        readonly path?: StringValueNode;
        readonly queryParams?: StringValueNode;
        readonly headers: readonly HeaderUse[];
      }
    | undefined,
  label: Label,
  variables: Variables,
): MappingPlace[] {
  const uri = (argument: string, expects: Expectation): Omit<MappingPlace, "node"> => ({
    kind: "mapping",
    code: "INVALID_URL_PROPERTY",
    label: label(argument),
    phase: "request",
    variables,
    expects,
  });
  return [
    ...place(http?.path, uri("http.path", "scalars")),
    ...place(http?.queryParams, uri("http.queryParams", "parameters")),
    ...(http?.headers ?? []).flatMap((header) =>
      place(header.value, {
        kind: "template",
        code: "INVALID_HEADER",
        label: label("http.headers"),
        phase: "request",
        variables,
        expects: "scalar",
      }),
    ),
  ];
}

function outcomePlaces(
  use: { readonly errors?: ErrorsUse; readonly isSuccess?: StringValueNode },
  label: Label,
  variables: Variables,
): MappingPlace[] {
  const response = { kind: "mapping", phase: "response", variables } as const;
  const errors = { ...response, code: "INVALID_ERRORS_MESSAGE" } as const;
  return [
    ...place(use.errors?.message, { ...errors, label: label("errors.message"), expects: "string" }),
    ...place(use.errors?.extensions, { ...errors, label: label("errors.extensions"), expects: "object" }),
    ...place(use.isSuccess, {
      ...response,
      code: "INVALID_IS_SUCCESS",
      label: label("isSuccess"),
      expects: "boolean",
    }),
  ];
}

/** `$args` where there is a field, `$this` where there is an object, `$batch` on types. */
export function requestVariables({ element, fieldNode }: ConnectUse, { roots }: RuleContext): Variables {
  const variables = new Map<string, Shape>();
  if (fieldNode) variables.set("$args", argumentsShape(fieldNode, elementCoordinate(element)));
  const isRoot = Object.values(roots).includes(element.typeName);
  if (!isRoot) variables.set("$this", { kind: "typed", type: named(element.typeName) });
  if (element.kind === "type") variables.set("$batch", arrayOf({ kind: "typed", type: named(element.typeName) }));
  return new Map([...variables, ...pickVariables(["$config", "$context", "$request", "$env"])]);
}

function argumentsShape(field: FieldDefinitionNode, owner: string): Shape {
  const fields = (field.arguments ?? []).map(({ name, type }): [string, Shape] => [name.value, typed(type)]);
  return { kind: "record", variable: "$args", keys: "argument", owner, fields: new Map(fields) };
}

function typed(type: TypeNode): Shape {
  return { kind: "typed", type };
}

function named(name: string): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
}

/** Each header is a list of the values that it was sent with. */
function headersOf(variable: string): Shape {
  const fields = new Map<string, Shape>([["headers", { kind: "object", fields: new Map(), rest: arrayOf(string) }]]);
  return { kind: "record", variable, keys: "field", owner: variable, fields };
}

const everywhere: Variables = new Map<string, Shape>([
  ["$config", unknown],
  ["$context", unknown],
  ["$env", { kind: "object", fields: new Map(), rest: string }],
  ["$request", headersOf("$request")],
  ["$response", headersOf("$response")],
  ["$status", number],
]);

/** Some of the variables that are everywhere. */
export function pickVariables(names: readonly string[]): Variables {
  return new Map([...everywhere].filter(([name]) => names.includes(name)));
}
