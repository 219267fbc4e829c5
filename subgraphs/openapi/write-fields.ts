/** Operations as text of the SDL: root fields, and connectors of types. */
import type { RequestText } from "./build-request.ts";
import type { EntityCandidate } from "./find-entities.ts";
import type { Operation } from "./operation.ts";
import type { FieldSelection } from "./plan-selections.ts";
import { printSelection } from "./print-selection.ts";
import { printConnect, printTypeRef, type RootField } from "./print-sdl.ts";
import type { TypedOperation } from "./type-operation.ts";

/** What is known of an operation once its answer is planned. */
export interface PlannedOperation {
  readonly item: TypedOperation;
  readonly request: RequestText;
  readonly selection: FieldSelection;
  /** Name of its `@source`. */
  readonly source: string;
}

export function rootField(
  { item, request, selection, source }: PlannedOperation,
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
    connect: {
      source,
      request: withAccept(request, named.operation),
      ...(entity && { entity }),
      selection: selectionOf(item, selection),
      ...(!portable && { rest: request.rest }),
    },
  };
}

function selectionOf({ isEmpty, answer }: TypedOperation, selection: FieldSelection): readonly string[] {
  return isEmpty ? ["$(true)"] : printSelection(answer, selection);
}

/** The source's `Accept` is for JSON. */
function withAccept(request: RequestText, { answer }: Operation): RequestText {
  const mediaType = answer.body?.mediaType;
  if (mediaType === undefined || /^(?:application\/json|\*\/\*|application\/\*)\s*(?:;|$)/i.test(mediaType))
    return request;
  const value = mediaType.replaceAll(/[{}]/g, "");
  return { ...request, headers: [{ name: "Accept", value }, ...request.headers] };
}

/** The connector of a type whose operation calls the key by another name, or takes more than it. */
export function typeConnector(
  { item, request, selection, source }: PlannedOperation,
  { key, parameter }: Pick<EntityCandidate<TypedOperation>, "key" | "parameter">,
): string {
  // Its argument may be called otherwise than the parameter.
  const argument = request.arguments.find(({ name }) => request.path.includes(`{$args.${name}}`));
  const path = request.path.replace(`{$args.${argument?.name ?? parameter.name}}`, `{$this.${key.name}}`);
  // Other arguments are left to the service's defaults.
  const headers = request.headers.filter(({ value }) => !value.includes("$args"));
  return printConnect(
    { source, request: { method: "GET", path, queryParams: [], headers }, selection: selectionOf(item, selection) },
    "  ",
  );
}
