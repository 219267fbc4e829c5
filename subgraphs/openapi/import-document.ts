/**
 * An OpenAPI document becomes connect SDL.
 *
 *     paths: /albums/{id}: get: ...       album(id: ID!): Album @connect(source: "api", http: { GET: "/albums/{$args.id}" }, ...)
 *
 * Nothing of it is given up for a fault in one place: what cannot be read becomes `JSON`, and the report says where.
 */
import { buildRequest, type RequestText } from "./build-request.ts";
import { TypeBuilder } from "./build-types.ts";
import { findEntities, guessRelations, type RelationGuess } from "./find-entities.ts";
import { isObject, textAt, type JsonObject } from "./json.ts";
import { isJson } from "./media-type.ts";
import type { EnumType, ObjectType, ScalarName, TypeRef, UnionType } from "./model.ts";
import { nameOperations, operationKey, type NamedOperation } from "./name-operations.ts";
import { nameTypes, typeKey } from "./name-types.ts";
import type { Operation, Parameter } from "./operation.ts";
import { openApiVersion, UnreadableDocumentError } from "./parse-document.ts";
import { innermost, planSelections, type FieldSelection, type SelectionLimits } from "./plan-selections.ts";
import { printFields, printMembers, printSelection } from "./print-selection.ts";
import { printConnect, printSdl, printTypeRef, type RootField } from "./print-sdl.ts";
import { readOperations } from "./read-operations.ts";
import { ImportReport, type ImportFinding } from "./report.ts";
import { Resolver } from "./resolver.ts";
import { securityHint } from "./security-hint.ts";
import { absolute, baseUrl } from "./servers.ts";
import { wordsOf } from "./words.ts";

export interface ImportInput {
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
  readonly names: ImportNames;
  /** URIs of documents that references lead to and that were not given. */
  readonly missingDocuments: readonly string[];
}

/** Names that a later import keeps, by what they are of. */
export interface ImportNames {
  /** By method and path: `GET /albums/{id}`. */
  readonly operations: Readonly<Record<string, string>>;
  /** By direction or kind and JSON pointer. */
  readonly types: Readonly<Record<string, string>>;
}

export interface ImportedOperation {
  /** `GET /albums/{id}` */
  readonly key: string;
  readonly root: "query" | "mutation";
  readonly field: string;
}

/** @throws UnreadableDocumentError where it is no OpenAPI document. */
export function importDocument(input: ImportInput): ImportResult {
  const { document } = input;
  const version = openApiVersion(document);
  if (!isObject(document)) throw new UnreadableDocumentError("This is no OpenAPI document: it is not an object.");
  const report = new ImportReport();
  const documents = new Map<string, unknown>([["", document], ...(input.documents ?? [])]);
  const resolver = new Resolver({ documents, report, ...(input.resolveUri && { resolveUri: input.resolveUri }) });
  const context = { root: document, version, resolver, report };
  const types = new TypeBuilder(context);

  const read = readOperations(context).map((operation) => readTypes(operation, types));
  const locked = input.names ?? { operations: {}, types: {} };
  nameOperations(
    read.map(({ named }) => named),
    locked.operations,
  );

  const entities = findEntities(read);
  const fieldResolved = new Set(entities.filter(({ byField }) => byField).map(({ item }) => item));
  for (const { type, key } of entities) type.keys.push(key.name);
  const answers = read.map(({ answer }) => answer);
  // Names tell which field means which entity, and come late; relations become fields before selections are planned.
  nameTypes(usedTypes(read), locked.types);
  relate(guessRelations(types.objects, entities), input.accept === true);

  const selections = planSelections(answers, selectionLimits, {
    most: (input.bytes * shareOfSelections) / bytesOfEntry,
    portable: input.portable === true,
  });
  const used = usedTypes(read);
  mapOpenTypes(selections);

  const sources = new SourceList(baseUrl(document, report, input.documentUrl));
  const requests = read.map(({ named, parameters, body }) => buildRequest(named.operation, parameters, body, report));
  for (const { item, type, key, parameter, byField } of entities) {
    const index = read.indexOf(item);
    const request = requests[index];
    const selection = selectionOf(item, selections[index]);
    if (byField || !request) continue;
    type.connect = typeConnector(request, selection, {
      key: key.name,
      parameter,
      source: sources.nameOf(item.named.operation, input.documentUrl),
    });
  }
  const fields = read.map((each, index): RootField => {
    const request = requests[index];
    const { operation } = each.named;
    return {
      root: each.named.root,
      name: each.named.field,
      description: operation.description,
      deprecated: operation.deprecated,
      type: printTypeRef(each.answer),
      arguments: request?.arguments ?? [],
      connect: {
        source: sources.nameOf(operation, input.documentUrl),
        ...(request && { request: withAccept(request, operation) }),
        ...(fieldResolved.has(each) && { entity: true }),
        selection: selectionOf(each, selections[index]),
        ...(request && !input.portable && { rest: request.rest }),
      },
    };
  });
  if (!fields.some(({ root }) => root === "query")) fields.push(versionField(document));

  const sdl = printSdl({
    head: [...headOf(document, input.file), ...securityHint(document, input.subgraph)],
    sources: sources.all.map(({ name, url }) => ({
      name,
      baseUrl: url,
      headers: [{ name: "Accept", value: "application/json" }],
    })),
    fields,
    types: used,
    scalars: usedScalars(read, used),
  });
  return {
    sdl,
    findings: report.findings,
    operations: read.map(({ named }) => ({
      key: operationKey(named.operation),
      root: named.root,
      field: named.field,
    })),
    names: {
      operations: Object.fromEntries(read.map(({ named }) => [operationKey(named.operation), named.field])),
      types: Object.fromEntries(used.map((type) => [typeKey(type), type.name])),
    },
    missingDocuments: resolver.missing,
  };
}

interface TypedOperation {
  readonly named: NamedOperation;
  readonly parameters: Parameters<typeof buildRequest>[1];
  readonly body: Parameters<typeof buildRequest>[2];
  readonly answer: TypeRef;
  /** Whether the answer has nothing that could be mapped: that it came is all there is to say. */
  readonly isEmpty: boolean;
}

function readTypes(operation: Operation, types: TypeBuilder): TypedOperation {
  const name: { field: string } = { field: "" };
  const origin = (words: readonly string[]) => ({ kind: "operation", owner: name, words, isItem: false }) as const;
  const parameters = operation.parameters.map((parameter) => {
    const type = types.typeOf(parameter.schema, "input", origin(wordsOf(parameter.name)));
    return { parameter, type: isIdentifier(parameter, type) ? { ...type, name: "ID" as const } : type };
  });
  const body = operation.body && {
    body: operation.body,
    type: types.typeOf(operation.body.schema, "input", origin([])),
  };
  const { answer, isEmpty } = answerType(operation, types, origin([]));
  const named: NamedOperation = Object.assign(name, {
    operation,
    root:
      operation.method === "GET" || operation.method === "HEAD" || operation.method === "OPTIONS"
        ? ("query" as const)
        : ("mutation" as const),
    returnsList: answer.kind === "list",
  });
  return { named, parameters, body, answer, isEmpty };
}

/** A value in the path that names a thing: `{id}`, `{petId}`, `{pet_id}`. */
function isIdentifier({ name, in: place }: Parameter, type: TypeRef): type is Extract<TypeRef, { kind: "scalar" }> {
  if (type.kind !== "scalar" || place !== "path") return false;
  if (type.name !== "String" && type.name !== "Int" && type.name !== "BigInt") return false;
  return /(?:^id|[a-z]Id|[_-]id|ID)$/.test(name);
}

function answerType(
  { answer, method }: Operation,
  types: TypeBuilder,
  origin: Parameters<TypeBuilder["typeOf"]>[2],
): { answer: TypeRef; isEmpty: boolean } {
  if (method === "HEAD") return { answer: scalar("Boolean"), isEmpty: true };
  if (!answer.body) {
    // Of what the document does not tell, a read answers something all the same.
    const isUntold = method === "GET" && !/^20[45]$/.test(answer.status);
    return { answer: scalar(isUntold ? "JSON" : "Boolean"), isEmpty: !isUntold };
  }
  const { mediaType, schema } = answer.body;
  if (!isJson(mediaType)) return { answer: scalar("String"), isEmpty: false };
  return { answer: types.typeOf(schema, "output", origin), isEmpty: false };
}

function scalar(name: ScalarName): TypeRef {
  return { kind: "scalar", name, nullable: true };
}

function selectionOf(each: TypedOperation, selection: FieldSelection | undefined): readonly string[] {
  if (each.isEmpty) return ["$(true)"];
  return printSelection(each.answer, selection ?? { kind: "leaf" });
}

/** The source's `Accept` is for JSON. */
function withAccept(request: RequestText, { answer }: Operation): RequestText {
  const mediaType = answer.body?.mediaType;
  if (mediaType === undefined || /^(?:application\/json|\*\/\*|application\/\*)\s*(?:;|$)/i.test(mediaType))
    return request;
  const value = mediaType.replaceAll(/[{}]/g, "");
  return { ...request, headers: [{ name: "Accept", value }, ...request.headers] };
}

/** Connect v0.4: a field without a request. A graph needs a query, and this document has none. */
function versionField(document: JsonObject): RootField {
  const info = isObject(document["info"]) ? document["info"] : {};
  const title = wordsOf(textAt(info, "title") ?? "api")
    .slice(0, 4)
    .join("");
  const name = `${title.charAt(0).toLowerCase()}${title.slice(1)}Version`.replace(/^\d/, "_$&");
  const text = (textAt(info, "version") ?? "unknown").replaceAll(/[^\w.+-]/g, "");
  return {
    root: "query",
    name,
    description: "Version of the document that this was imported from, which has no operation that reads.",
    deprecated: false,
    type: "String",
    arguments: [],
    connect: { selection: [`$('${text}')`] },
  };
}

/** Writes relations as fields, or proposes them. */
function relate(guesses: readonly RelationGuess[], accept: boolean): void {
  for (const { owner, field, name, target } of guesses) {
    const { type, key, item } = target;
    if (!accept) {
      const { path } = item.named.operation;
      owner.proposals.push(
        `Proposed: \`${name}: ${type.name}\`, as \`${field.name}\` seems to be the ${key.name} of GET ${path}. --accept writes it.`,
      );
      continue;
    }
    owner.fields.push({
      wire: field.wire,
      name,
      type: { kind: "object", type, nullable: true },
      required: false,
      description: undefined,
      deprecated: false,
      isFile: false,
      referenceBy: key.name,
    });
  }
}

/** The connector of a type whose operation calls the key by another name, or takes more than it. */
function typeConnector(
  request: RequestText,
  selection: readonly string[],
  { key, parameter, source }: { readonly key: string; readonly parameter: Parameter; readonly source: string },
): string {
  // Its argument may be called otherwise than the parameter.
  const argument = request.arguments.find(({ name }) => request.path.includes(`{$args.${name}}`));
  const path = request.path.replace(`{$args.${argument?.name ?? parameter.name}}`, `{$this.${key}}`);
  // Other arguments are left to the service's defaults.
  const headers = request.headers.filter(({ value }) => !value.includes("$args"));
  return printConnect({ source, request: { method: "GET", path, queryParams: [], headers }, selection }, "  ");
}

/** Gives a mapping to each type whose fields some selection leaves open, and to all that such a type leads to. */
function mapOpenTypes(selections: readonly FieldSelection[]): void {
  const mapType = (ref: TypeRef): void => {
    const named = innermost(ref);
    if (named.kind === "object" && named.type.mapping === undefined) {
      named.type.mapping = printFields(named.type);
      for (const { type } of named.type.fields) mapType(type);
    }
    if (named.kind === "union" && named.type.mapping === undefined) {
      named.type.mapping = printMembers(named.type);
      for (const { type } of named.type.members) mapType({ kind: "object", type, nullable: false });
    }
  };
  const visit = (selection: FieldSelection): void => {
    if (selection.kind === "union") for (const member of selection.members) visit(member.selection);
    if (selection.kind !== "object") return;
    for (const [field, inner] of selection.entries) {
      if (inner.kind === "open") mapType(field.type);
      else visit(inner);
    }
  };
  selections.forEach(visit);
}

/** About 500 lines where each entry has a line. */
const selectionLimits: SelectionLimits = { entries: 500, depth: 7 };
// With types and descriptions, the SDL then stays about as large as the document.
const shareOfSelections = 0.7;
const bytesOfEntry = 18;

/** Types that some field or argument leads to, in the order in which they are met. */
function usedTypes(read: readonly TypedOperation[]): (ObjectType | EnumType | UnionType)[] {
  const used = new Set<ObjectType | EnumType | UnionType>();
  const queue: TypeRef[] = [];
  for (const { parameters, body, answer } of read) {
    queue.push(answer, ...parameters.map(({ type }) => type), ...(body ? [body.type] : []));
  }
  for (let index = 0; index < queue.length; index += 1) {
    const ref = queue[index];
    const named = ref && innermost(ref);
    if (!named || named.kind === "scalar" || used.has(named.type)) continue;
    used.add(named.type);
    if (named.kind === "object") queue.push(...named.type.fields.map(({ type }) => type));
    if (named.kind === "union") {
      queue.push(...named.type.members.map(({ type }) => ({ kind: "object", type, nullable: false }) as const));
    }
  }
  return [...used];
}

const scalarTexts: Partial<Record<ScalarName, string>> = {
  JSON: "Any JSON value.",
  BigInt: "An integer of up to 64 bits. One beyond 2^53 is written as text, so that no digit is lost.",
};

function usedScalars(
  read: readonly TypedOperation[],
  used: readonly (ObjectType | EnumType | UnionType)[],
): { name: string; description: string }[] {
  const refs = [
    ...read.flatMap(({ parameters, body, answer }) => [
      answer,
      ...parameters.map(({ type }) => type),
      ...(body ? [body.type] : []),
    ]),
    ...used.flatMap((type) => (type.kind === "object" ? type.fields.map((field) => field.type) : [])),
  ];
  const names = new Set(refs.map(innermost).flatMap((ref) => (ref.kind === "scalar" ? [ref.name] : [])));
  return (["JSON", "BigInt"] as const)
    .filter((name) => names.has(name))
    .map((name) => ({ name, description: scalarTexts[name] ?? "" }));
}

function headOf(document: JsonObject, file: string | undefined): string[] {
  const info = isObject(document["info"]) ? document["info"] : {};
  const title = (textAt(info, "title") ?? "").replaceAll(/\s+/g, " ").trim();
  const version = textAt(info, "version") ?? "";
  const what = [title, version].filter((text) => text !== "").join(" ");
  return [
    `${what === "" ? "Imported" : `${what}, imported`}${file === undefined ? "" : ` from ${file}`} by \`restuary import\`.`,
  ];
}

/** One `@source` for each base URL: the document's is `api`, others are called after their host. */
class SourceList {
  readonly all: { name: string; url: string }[];

  constructor(url: string) {
    this.all = [{ name: "api", url }];
  }

  nameOf({ serverUrl }: Operation, documentUrl: string | undefined): string {
    const url = serverUrl === undefined ? undefined : absolute(serverUrl, documentUrl)?.replace(/\/+$/, "");
    if (url === undefined) return "api";
    const known = this.all.find((source) => source.url === url);
    if (known) return known.name;
    const base = wordsOf(url.replace(/^https?:\/\//, "").replaceAll(/\{[^}]*\}/g, ""))
      .join("_")
      .toLowerCase()
      .slice(0, 60);
    const name = this.#free(/^[a-z]/.test(base) ? base : `host_${base}`);
    this.all.push({ name, url });
    return name;
  }

  #free(name: string): string {
    return this.all.some((source) => source.name === name) ? this.#free(`${name}_`) : name;
  }
}
