/**
 * An OpenAPI document becomes connect SDL.
 *
 *     paths: /albums/{id}: get: ...       album(id: ID!): Album @connect(source: "api", http: { GET: "/albums/{$args.id}" }, ...)
 *
 * Nothing of it is given up for a fault in one place: what cannot be read becomes `JSON`, and the report says where.
 */
import { buildRequest } from "./build-request.ts";
import { TypeBuilder } from "./build-types.ts";
import { OperationChooser, type OperationChoice } from "./choose-operations.ts";
import { cutRecursiveInputs } from "./cut-recursive-inputs.ts";
import { headOf, versionField } from "./document-info.ts";
import { byOwner, connectedKey, type ConnectedField } from "./connected-field.ts";
import type { BatchCandidate } from "./find-batches.ts";
import type { EntityCandidate } from "./find-entities.ts";
import { isObject } from "./json.ts";
import { listSize } from "./list-size.ts";
import { mapOpenTypes } from "./map-open-types.ts";
import type { NamedType, TypeRef } from "./model.ts";
import { nameOperations, operationKey } from "./name-operations.ts";
import { nameTypes, typeKey } from "./name-types.ts";
import { openApiVersion, UnreadableDocumentError } from "./parse-document.ts";
import { planSelections, type SelectionLimits } from "./plan-selections.ts";
import { printSdl, type RootField, type SdlDocument } from "./print-sdl.ts";
import { readOperations, type ReadContext } from "./read-operations.ts";
import { relateTypes, relationsOf, type ImportedRelation, type Relations } from "./relate-types.ts";
import { ImportReport, type ImportFinding } from "./report.ts";
import { Resolver } from "./resolver.ts";
import { securityHint } from "./security-hint.ts";
import { baseUrl } from "./servers.ts";
import { SourceList } from "./source-list.ts";
import { unifyEnvelopes } from "./unify-envelopes.ts";
import { typeOperation, type TypedOperation } from "./type-operation.ts";
import { usedScalars, usedTypes } from "./used-types.ts";
import { batchConnector, connectedField, rootField, typeConnector, type PlannedOperation } from "./write-fields.ts";

export interface ImportInput extends OperationChoice {
  /** The document, parsed. */
  readonly document: unknown;
  /** Of the whole document: how large selections may get depends on it. */
  readonly bytes: number;
  /** Name of the subgraph, for the hint at the config. */
  readonly subgraph: string;
  /** Plain connect SDL, without `@rest`. */
  readonly portable?: boolean;
  /** Write relations that are guessed from names, instead of proposing them. */
  readonly accept?: boolean;
  /** What objects of unknown keys are in answers: `JSON`, or lists of keys and values. Default: `json`. */
  readonly maps?: "json" | "entries";
  /** Name of the file in the SDL's comment. */
  readonly file?: string;
  /** Where it was read from: what a relative server is relative to. */
  readonly documentUrl?: string;
  /** Other documents that references lead to, by URI. */
  readonly documents?: ReadonlyMap<string, unknown>;
  readonly resolveUri?: (reference: string, base: string) => string;
  /** Of an earlier import. */
  readonly names?: ImportNames;
}

export interface ImportResult {
  readonly sdl: string;
  readonly findings: readonly ImportFinding[];
  /** In the document's order. */
  readonly operations: readonly ImportedOperation[];
  /** What each operation answers, by its key: what a sample of an answer is made from. */
  readonly answers: ReadonlyMap<string, TypeRef>;
  /** Fields of types that another operation answers. */
  readonly relations: readonly ImportedRelation[];
  readonly names: ImportNames;
  /** Values of enums that are no names of GraphQL, and so are called otherwise. */
  readonly renamedValues: readonly RenamedValue[];
  /** Operations of the document that were not chosen: `GET /albums/{id}`. */
  readonly leftOut: readonly string[];
  /** A sentence for each pattern of the choice that no operation matches. */
  readonly unmatched: readonly string[];
  /** URIs of documents that references lead to and that were not given. */
  readonly missingDocuments: readonly string[];
}

/** Names that a later import keeps, by what they are of. */
export interface ImportNames {
  /** By method and path: `GET /albums/{id}`. */
  readonly operations: Readonly<Record<string, string>>;
  /** By direction or kind and JSON pointer. */
  readonly types: Readonly<Record<string, string>>;
  /** Of fields that operations of their own answer, by operation and type. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Guesses that were accepted. */
  readonly accepted?: readonly string[];
}

interface RenamedValue {
  /** Name of the enum. */
  readonly type: string;
  readonly name: string;
  /** What the service has for it. */
  readonly wire: string;
}

export interface ImportedOperation {
  /** `GET /albums/{id}` */
  readonly key: string;
  readonly root: "query" | "mutation";
  readonly field: string;
}

/** @throws UnreadableDocumentError where it is no OpenAPI document. */
export function importDocument(input: ImportInput): ImportResult {
  const context = readContext(input);
  const types = new TypeBuilder(context, { maps: input.maps ?? "json" });
  const chooser = new OperationChooser(input);
  const chosen = readOperations(context, (operation) => chooser.takes(operation));
  const read = unifyEnvelopes(chosen.map((operation) => typeOperation(operation, types)));
  cutRecursiveInputs(
    read.flatMap(({ parameters, body }) => [...parameters.map(({ type }) => type), ...(body ? [body.type] : [])]),
    context.report,
  );
  const { names = { operations: {}, types: {} } } = input;
  nameOperations(
    read.map(({ named }) => named),
    names.operations,
  );
  // Names tell which field means which entity, and relations become fields before selections are planned.
  nameTypes(usedTypes(read), names.types);
  const found = relateTypes(read, { types: types.objects, accept: input.accept === true, names }, context);

  const planned = planOperations(read, found, input, context);
  const used = usedTypes(read);
  const all = [...planned.operations, ...planned.connected, ...planned.batches.values()];
  mapOpenTypes(all.map(({ selection }) => selection));
  const fields = writeFields(planned, found, input.portable === true);
  const sdl = printSdl({
    head: [...headOf(context.root, input.file), ...securityHint(context.root, input.subgraph)],
    sources: planned.sources,
    fields: fields.some(({ root }) => root === "query") ? fields : [...fields, versionField(context.root)],
    types: used,
    connected: writeConnected(found.connected, planned.connected, input.portable === true),
    scalars: usedScalars(read, used),
  });
  return {
    sdl,
    findings: context.report.findings,
    operations: read.map(({ named }) => ({
      key: operationKey(named.operation),
      root: named.root,
      field: named.field,
    })),
    answers: new Map(read.map(({ named, answer }) => [operationKey(named.operation), answer])),
    relations: relationsOf(used, found),
    names: {
      operations: Object.fromEntries(read.map(({ named }) => [operationKey(named.operation), named.field])),
      types: Object.fromEntries(used.map((type) => [typeKey(type), type.name])),
      fields: Object.fromEntries(found.connected.map((field) => [connectedKey(field), field.name])),
      accepted: found.accepted,
    },
    renamedValues: renamedValuesOf(used),
    leftOut: chooser.leftOut,
    unmatched: chooser.unmatched,
    missingDocuments: context.resolver.missing,
  };
}

function renamedValuesOf(types: readonly NamedType[]): RenamedValue[] {
  return types.flatMap((type) =>
    type.kind === "enum"
      ? type.values.flatMap(({ name, wire }) => (name === wire ? [] : [{ type: type.name, name, wire }]))
      : [],
  );
}

function readContext({ document, documents = new Map<string, unknown>(), resolveUri }: ImportInput): ReadContext {
  const version = openApiVersion(document);
  if (!isObject(document)) throw new UnreadableDocumentError("This is no OpenAPI document: it is not an object.");
  const report = new ImportReport();
  const resolver = new Resolver({
    documents: new Map([["", document], ...documents]),
    report,
    ...(resolveUri && { resolveUri }),
  });
  return { root: document, version, resolver, report };
}

/** About 500 lines where each entry has a line. */
const selectionLimits: SelectionLimits = { entries: 500, depth: 7 };
// With types and descriptions, the SDL then stays about as large as the document.
const shareOfSelections = 0.7;
const bytesOfEntry = 18;

interface Planned {
  readonly operations: readonly PlannedOperation[];
  /** One for each connected field. */
  readonly connected: readonly PlannedOperation[];
  /** One for each batch, of the list alone. */
  readonly batches: ReadonlyMap<BatchCandidate, PlannedOperation>;
  readonly sources: SdlDocument["sources"];
}

/** The selection of each answer, and the request that asks for it. */
function planOperations(
  read: readonly TypedOperation[],
  { connected, entities }: Relations,
  { bytes, portable = false, documentUrl }: ImportInput,
  context: ReadContext,
): Planned {
  const { root, report } = context;
  const batches = entities.flatMap(({ batch }) => batch ?? []);
  const items = [
    ...read,
    ...connected.map(({ item }) => item),
    ...batches.map(({ item, list }) => ({ ...item, answer: list.type })),
  ];
  const selections = planSelections(
    items.map(({ answer }) => answer),
    selectionLimits,
    { most: (bytes * shareOfSelections) / bytesOfEntry, portable },
  );
  const sources = new SourceList(baseUrl(root, report, documentUrl), report);
  const planned = items.map((item, index): PlannedOperation => {
    const { named, parameters, body } = item;
    const request = buildRequest({ operation: named.operation, parameters, body }, { portable, report });
    return {
      item,
      request,
      listSize: listSize(item, request.arguments, context),
      selection: selections[index] ?? { kind: "leaf" },
      source: sources.nameOf(named.operation, documentUrl),
    };
  });
  const headers = [{ name: "Accept", value: "application/json" }];
  const ofBatches = planned.slice(read.length + connected.length);
  return {
    operations: planned.slice(0, read.length),
    connected: planned.slice(read.length, read.length + connected.length),
    batches: new Map(batches.flatMap((batch, index) => (ofBatches[index] ? [[batch, ofBatches[index]]] : []))),
    sources: sources.all.map(({ name, url }) => ({ name, baseUrl: url, headers })),
  };
}

/** Root fields; what else an operation answers for becomes a connector of its type. */
function writeFields({ operations, batches }: Planned, { entities }: Relations, portable: boolean): RootField[] {
  const readerOf = new Map<TypedOperation, EntityCandidate<TypedOperation>>();
  for (const { type, batch, reader } of entities) {
    const planned = batch && batches.get(batch);
    if (planned) type.connect = batchConnector(planned, batch, { portable });
    else if (reader) readerOf.set(reader.item, reader);
  }
  return operations.map((operation) => {
    const reader = readerOf.get(operation.item);
    if (reader && !reader.byField) reader.type.connect = typeConnector(operation, reader);
    return rootField(operation, { entity: reader?.byField === true, portable });
  });
}

function writeConnected(
  connected: readonly ConnectedField[],
  planned: readonly PlannedOperation[],
  portable: boolean,
): SdlDocument["connected"] {
  const fields = connected.flatMap((field, index) => {
    const operation = planned[index];
    return operation ? [{ owner: field.owner, text: connectedField(field, operation, { portable }) }] : [];
  });
  return new Map([...byOwner(fields)].map(([owner, own]) => [owner, own.map(({ text }) => text)]));
}
