/**
 * The operations that clients are known to send, by the ids that their builds gave them:
 *
 *     { "format": "apollo-persisted-query-manifest", "version": 1, "operations": [{ "id": "a1", "body": "{ me { id } }", ... }] }
 *     { "<hash>": "{ me { id } }" }
 *
 * The first is Apollo's manifest, the second that of GraphQL Code Generator (`persisted-documents.json`) and Relay.
 */
import { createHash } from "node:crypto";

/** One file, read. */
export interface ManifestSource {
  /** As messages show it. */
  readonly file: string;
  readonly text: string;
}

export class DocumentList {
  readonly #byId = new Map<string, string>();
  readonly #byHash = new Map<string, string>();
  readonly #texts = new Set<string>();

  /** @returns False where the id is another document's already. */
  add(id: string, text: string): boolean {
    const known = this.#byId.get(id);
    if (known !== undefined && known !== text) return false;
    this.#byId.set(id, text);
    this.#byHash.set(sha256(text), text);
    this.#texts.add(text);
    return true;
  }

  /**
   * The document of an id, as the files have it. `sha256:<hex>` is the hash of the text, whatever id it has.
   *
   * Spec: https://github.com/graphql/graphql-over-http/blob/persisted-documents/spec/Appendix%20A%20--%20Persisted%20Documents.md
   */
  get(id: string): string | undefined {
    return this.#byId.get(id) ?? this.#byHash.get(id.startsWith("sha256:") ? id.slice("sha256:".length) : id);
  }

  hasText(text: string): boolean {
    return this.#texts.has(text);
  }

  get size(): number {
    return this.#byId.size;
  }
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** @returns The operations of all files, and a sentence for each thing that is wrong with one. */
export function readDocumentList(sources: readonly ManifestSource[]): {
  readonly list: DocumentList;
  readonly faults: readonly { readonly file: string; readonly message: string }[];
} {
  const list = new DocumentList();
  const faults: { file: string; message: string }[] = [];
  const owners = new Map<string, string>();
  for (const { file, text } of sources) {
    const read = readManifest(text);
    if (typeof read === "string") {
      faults.push({ file, message: read });
      continue;
    }
    for (const [id, body] of read) {
      if (list.add(id, body)) owners.set(id, file);
      else faults.push({ file, message: `The id \`${id}\` is that of another operation in ${owners.get(id)}.` });
    }
  }
  return { list, faults };
}

type Entries = readonly (readonly [id: string, body: string])[];

const UNKNOWN =
  "This is no file of persisted operations: neither Apollo's manifest (`format`, `version`, `operations`), nor an object of texts by hash.";

/** @returns Id and text of each, or what is wrong. */
function readManifest(text: string): Entries | string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return UNKNOWN;
  if ("operations" in value && Array.isArray(value.operations)) return readApollo(value, value.operations);
  // No hash is called that: it is a manifest that lacks what it is there for.
  if ("format" in value) return UNKNOWN;
  const entries = Object.entries(value).flatMap(([id, body]: [string, unknown]) =>
    typeof body === "string" ? [[id, body] as const] : [],
  );
  if (entries.length < Object.keys(value).length) return UNKNOWN;
  // Whether they fit the schema is found out when they are asked for, and by `check`. What has no selection is no operation.
  const other = entries.find(([, body]) => !body.includes("{"));
  return other ? `The text of \`${other[0]}\` is no operation.` : entries;
}

function readApollo(manifest: object, operations: readonly unknown[]): Entries | string {
  const { format, version } = manifest as { format?: unknown; version?: unknown };
  if (format !== "apollo-persisted-query-manifest") return UNKNOWN;
  if (version !== 1) return `Version ${JSON.stringify(version)} of Apollo's manifest is not known; 1 is.`;
  const entries: [string, string][] = [];
  for (const [index, item] of operations.entries()) {
    const { id, body } = typeof item === "object" && item !== null ? (item as { id?: unknown; body?: unknown }) : {};
    if (typeof id !== "string" || typeof body !== "string") {
      return `\`operations[${index}]\` has no \`id\` or no \`body\`.`;
    }
    entries.push([id, body]);
  }
  return entries;
}
