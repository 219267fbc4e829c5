/** An OpenAPI document, opened for looking things up in it. */
import { ImportReport } from "../openapi/report.ts";
import { isObject, listAt, objectAt, own, textAt, type JsonObject } from "../openapi/json.ts";
import type { Operation } from "../openapi/operation.ts";
import { openApiVersion, parseText, UnreadableDocumentError } from "../openapi/parse-document.ts";
import { readOperations, type ReadContext } from "../openapi/read-operations.ts";
import { Resolver } from "../openapi/resolver.ts";
import { indexPaths, type PathIndex } from "./path-index.ts";
import { SchemaReader } from "./schema-view.ts";

export interface ContractText {
  /** For messages. */
  readonly file: string;
  readonly text: string;
}

export interface Contract {
  readonly file: string;
  readonly context: ReadContext;
  readonly operations: readonly Operation[];
  readonly schemas: SchemaReader;
  /** Of its servers, as they are written. */
  readonly servers: readonly string[];
  readonly basesOf: (operation: Operation) => readonly string[];
  readonly paths: PathIndex;
  /** By `namelessPath`. */
  readonly byPath: ReadonlyMap<string, Operation>;
}

/** The last ones: several sources, and both runs of a check, may name one document. Invariant: a text is parsed once. */
const opened = new Map<string, Contract>();
const mostOpened = 8;

/** @throws UnreadableDocumentError where the text is no OpenAPI document. */
export function openContract({ file, text }: ContractText): Contract {
  const known = opened.get(text);
  if (known) return known.file === file ? known : { ...known, file };
  const root = parseText(text);
  const version = openApiVersion(root);
  if (!isObject(root)) throw new UnreadableDocumentError("This is no OpenAPI document: it is not an object.");
  const report = new ImportReport();
  const resolver = new Resolver({ documents: new Map([["", root]]), report });
  const context: ReadContext = { root, version, resolver, report };
  const operations = readOperations(context);
  const servers = serversOf(root);
  const bases = [...new Set(servers.map(basePathOf))];
  const basesOf: Contract["basesOf"] = ({ serverUrl }) => (serverUrl === undefined ? bases : [basePathOf(serverUrl)]);
  const contract: Contract = {
    file,
    context,
    operations,
    schemas: new SchemaReader(resolver),
    servers,
    basesOf,
    paths: indexPaths(operations, basesOf),
    byPath: new Map(operations.toReversed().map((operation) => [namelessPath(operation), operation])),
  };
  if (opened.size >= mostOpened) opened.delete([...opened.keys()][0] ?? "");
  opened.set(text, contract);
  return contract;
}

function serversOf(root: JsonObject): readonly string[] {
  if (own(root, "swagger") !== undefined) {
    const host = textAt(root, "host");
    return [`${host === undefined ? "" : `https://${host}`}${textAt(root, "basePath") ?? ""}`];
  }
  return listAt(root, "servers").flatMap((server) => {
    const url = isObject(server) ? textAt(server, "url") : undefined;
    if (!isObject(server) || url === undefined) return [];
    const variables = objectAt(server, "variables") ?? {};
    // A variable's default is what a client uses who knows nothing better.
    return [
      url.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
        const value = own(objectAt(variables, name) ?? {}, "default");
        return typeof value === "string" || typeof value === "number" ? String(value) : whole;
      }),
    ];
  });
}

/** `GET /users/{id}` */
export function operationName({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** `GET /users/{}`: what parameters are called is the document's own matter. */
export function namelessPath({ method, path }: Operation): string {
  return `${method} ${path.replaceAll(/\{[^{}]*\}/g, "{}").replace(/\/+$/, "")}`;
}

/** `/v1` of `https://api.test/v1/`. */
export function basePathOf(server: string): string {
  return server
    .replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "")
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "");
}
