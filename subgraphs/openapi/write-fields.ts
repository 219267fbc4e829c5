/** Operations as text of the SDL: root fields, and connectors of types. */
import type { RequestText } from "./build-request.ts";
import type { ConnectedField } from "./connected-field.ts";
import type { BatchCandidate } from "./find-batches.ts";
import type { EntityCandidate } from "./find-entities.ts";
import { keyStep } from "./mapping-text.ts";
import { isNonNull } from "./model.ts";
import type { Operation, Parameter } from "./operation.ts";
import type { FieldSelection } from "./plan-selections.ts";
import { printSelection, printUnless } from "./print-selection.ts";
import { firstSentence, printConnect, printRequest, printTypeRef, type RootField } from "./print-sdl.ts";
import type { TypedOperation } from "./type-operation.ts";

/** What is known of an operation once its answer is planned. */
export interface PlannedOperation {
  readonly item: TypedOperation;
  readonly request: RequestText;
  readonly selection: FieldSelection;
  /** Name of its `@source`. */
  readonly source: string;
  readonly listSize?: string | undefined;
}

export function rootField(
  { item, request, selection, source, listSize }: PlannedOperation,
  { entity, portable }: { readonly entity: boolean; readonly portable: boolean },
): RootField {
  const { named, answer } = item;
  return {
    root: named.root,
    name: named.field,
    description: named.operation.description,
    deprecated: named.operation.deprecated,
    type: printTypeRef(answer),
    arguments: request.arguments,
    ...(listSize !== undefined && { listSize }),
    connect: {
      source,
      request: withAccept(request, named.operation),
      ...(entity && { entity }),
      selection: selectionOf(item, selection),
      ...(!portable && { rest: request.rest }),
    },
  };
}

function selectionOf({ isEmpty, answer, nullStatuses }: TypedOperation, selection: FieldSelection): readonly string[] {
  return isEmpty ? ["$(true)"] : printUnless(nullStatuses, answer, printSelection(answer, selection));
}

/** The source's `Accept` is for JSON. */
function withAccept(request: RequestText, { answer }: Operation): RequestText {
  const mediaType = answer.body?.mediaType;
  if (mediaType === undefined || /^application\/json\s*(?:;|$)/i.test(mediaType)) return request;
  const value = acceptOf(mediaType);
  return { ...request, headers: [{ name: "Accept", value }, ...request.headers] };
}

/** Of a range, JSON is read best, and whatever else there is, is accepted. */
function acceptOf(mediaType: string): string {
  const plain = mediaType.replaceAll(/[{}]/g, "");
  return /^(?:application|\*)\/\*/.test(plain) ? `application/json, ${plain};q=0.5` : plain;
}

/** The connector of a type whose operation calls the keys by other names, or takes more than them. */
export function typeConnector(planned: PlannedOperation, { keys }: EntityCandidate<TypedOperation>): string {
  const { item, selection, source } = planned;
  const given = new Map(keys.map(({ parameter, field }) => [parameter, field.name]));
  // Other arguments are left to the service's defaults.
  const request = withoutArguments(readFromThis(planned, given));
  return printConnect({ source, request, selection: selectionOf(item, selection) }, "  ");
}

/** The connector of a type whose objects a list gives, for as many keys as it takes. */
export function batchConnector(
  planned: PlannedOperation,
  batch: BatchCandidate,
  { portable }: { readonly portable: boolean },
): string {
  const { item, request, selection, source } = planned;
  const { parameter, sizedBy, key, list, isText, maxSize } = batch;
  const valueOf = (wanted: Parameter): string | undefined => {
    const index = item.parameters.findIndex((each) => each.parameter === wanted);
    return request.arguments[index]?.name;
  };
  const keys = `$batch.${key.name}`;
  const values = new Map([
    [valueOf(parameter), isText ? `${keys}->joinNotNull(",")` : keys],
    [sizedBy && valueOf(sizedBy), `${keys}->size`],
  ]);
  const replace = (text: string): string =>
    text.replaceAll(/\$args\.(\w+)\??/g, (match, name: string) => values.get(name) ?? match);
  const own = withoutArguments(replaceIn(request, replace));
  const lines = selectionOf(item, selection);
  const { field } = list;
  const connect = printConnect(
    {
      source,
      request: own,
      selection: field ? [`$${keyStep(field.wire)}${isNonNull(field) ? "" : "?"} {`, ...lines.map(indent), "}"] : lines,
      ...(maxSize !== undefined && { maxSize }),
    },
    "  ",
  );
  return portable ? connect : connect + printRequest(own.rest, "  ");
}

function indent(line: string): string {
  return `  ${line}`;
}

/** A field that an operation answers for what the object holds. */
export function connectedField(
  { name, given }: Pick<ConnectedField, "name" | "given">,
  planned: PlannedOperation,
  options: { readonly portable: boolean },
): RootField {
  const field = rootField(
    { ...planned, request: readFromThis(planned, given) },
    { entity: false, portable: options.portable },
  );
  return {
    ...field,
    name,
    // In full they stand at the root field.
    description: field.description && firstSentence(field.description),
    arguments: field.arguments.map((argument) => ({
      ...argument,
      description: argument.description && firstSentence(argument.description),
    })),
  };
}

/** The request with values of the object in place of arguments. */
function readFromThis({ item, request }: PlannedOperation, given: ReadonlyMap<Parameter, string>): RequestText {
  // Arguments come in the order of the parameters, whatever they are called.
  const paths = new Map(
    item.parameters.flatMap(({ parameter }, index) => {
      const path = given.get(parameter);
      const name = request.arguments[index]?.name;
      return path === undefined || name === undefined ? [] : [[name, path] as const];
    }),
  );
  const replace = (text: string): string =>
    text.replaceAll(/\$args\.(\w+)/g, (match, name: string) => {
      const path = paths.get(name);
      return path === undefined ? match : `$this.${path}`;
    });
  return {
    ...replaceIn(request, replace),
    arguments: request.arguments.filter(({ name }) => !paths.has(name)),
  };
}

/** Every expression of the request, read anew. */
function replaceIn(request: RequestText, replace: (text: string) => string): RequestText {
  const { path, queryParams, headers, rest } = request;
  const parameters = rest.parameters?.map(({ value, replaces, ...parameter }) => ({
    ...parameter,
    value: replace(value),
    ...(replaces !== undefined && { replaces: replace(replaces) }),
  }));
  return {
    ...request,
    path: replace(path),
    queryParams: queryParams.map(replace),
    headers: headers.map((header) => ({ ...header, value: replace(header.value) })),
    rest: { ...rest, ...(parameters && { parameters }) },
  };
}

function withoutArguments(request: RequestText): RequestText {
  const { parameters, ...rest } = request.rest;
  const kept = parameters?.filter(({ value }) => !value.includes("$args")) ?? [];
  return {
    ...request,
    queryParams: request.queryParams.filter((entry) => !entry.includes("$args")),
    headers: request.headers.filter(({ value }) => !value.includes("$args")),
    rest: { ...rest, ...(kept.length > 0 && { parameters: kept }) },
  };
}
