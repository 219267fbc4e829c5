import { GatewayError } from "../gateway-error.ts";
import type { AutomaticQueries } from "./automatic-queries.ts";
import { sha256, type DocumentList } from "./document-list.ts";

/** `allow`: any text is answered. `log`: likewise, and one that is not listed is told of. `require`: listed ones alone. */
export type DocumentMode = "allow" | "log" | "require";

/**
 * `found`: by an id, in the list or among the automatic ones. `missing`: an id that nobody knows. `listed`, `unlisted`: a
 * text, where a list is there to be compared with.
 */
export type DocumentOutcome = "found" | "missing" | "listed" | "unlisted";

export interface PersistedOperationsOptions {
  readonly list?: DocumentList | undefined;
  /** Default `allow`. */
  readonly mode?: DocumentMode;
  /** Absent: no automatic persisted queries. In mode `require` there are none. */
  readonly automatic?: AutomaticQueries | undefined;
  readonly onOutcome?: (outcome: DocumentOutcome) => void;
  /** Told of each text that is not listed, where there is a list and its mode is not `allow`. */
  readonly onUnlisted?: (text: string) => void;
}

/** How a request names its operation, as it came. */
export interface NamedOperation {
  readonly query?: unknown;
  readonly documentId?: unknown;
  /** Of `extensions`. */
  readonly persistedQuery?: unknown;
}

export type ResolvedOperation =
  /** Its text is what it says, or it says nothing: the server's to answer. */
  | { readonly kind: "as is" }
  /** @property automaticHash  Under which it is to be kept, once it has been found to be valid. */
  | { readonly kind: "text"; readonly text: string; readonly automaticHash?: string }
  | { readonly kind: "refused"; readonly error: GatewayError };

const asIs: ResolvedOperation = { kind: "as is" };

/** What the ids stand for that clients send in place of texts. */
export class PersistedOperations {
  readonly #options: PersistedOperationsOptions;
  #list: DocumentList | undefined;
  #mode: DocumentMode;

  constructor(options: PersistedOperationsOptions) {
    this.#options = options;
    this.#list = options.list;
    this.#mode = options.mode ?? "allow";
  }

  /** From the next request on. */
  replace({ list, mode }: { readonly list: DocumentList | undefined; readonly mode: DocumentMode }): void {
    this.#list = list;
    this.#mode = mode;
  }

  /** Waits for nothing unless it has to ask the store that replicas share. */
  resolve({ query, documentId, persistedQuery }: NamedOperation): ResolvedOperation | Promise<ResolvedOperation> {
    if (typeof documentId === "string") return this.#byId(documentId, query);
    if (typeof persistedQuery === "object" && persistedQuery !== null && this.#knowsHashes) {
      return this.#byHash(persistedQuery, query);
    }
    return typeof query === "string" ? this.#byText(query) : asIs;
  }

  /** Of a text that was found to be valid. */
  keep(hash: string, text: string): void {
    this.#automatic?.keep(hash, text);
  }

  get #automatic(): AutomaticQueries | undefined {
    return this.#mode === "require" ? undefined : this.#options.automatic;
  }

  get #knowsHashes(): boolean {
    return this.#list !== undefined || this.#automatic !== undefined;
  }

  #byId(id: string, query: unknown): ResolvedOperation {
    // Without a list nobody here knows what the word means, and a text beside it is as good as alone.
    if (!this.#list && typeof query === "string") return asIs;
    const text = this.#list?.get(id);
    if (text === undefined) return this.#missing(`There is no operation of the id \`${shown(id)}\`.`, 400);
    if (typeof query === "string" && query !== text) {
      return refused(new GatewayError("BAD_REQUEST", "`query` is not the text of `documentId`.", status(400)));
    }
    this.#options.onOutcome?.("found");
    return { kind: "text", text };
  }

  #byHash(persistedQuery: object, query: unknown): ResolvedOperation | Promise<ResolvedOperation> {
    const { version, sha256Hash: hash } = persistedQuery as { version?: unknown; sha256Hash?: unknown };
    if (version !== 1 || typeof hash !== "string") {
      return refused(new GatewayError("BAD_REQUEST", "Unsupported persisted query version", status(400)));
    }
    if (typeof query === "string" && query !== "") return this.#register(hash, query);
    const text = this.#list?.get(hash) ?? this.#automatic?.known(hash);
    if (text !== undefined) return this.#found(text);
    return this.#automatic ? this.#find(this.#automatic, hash) : this.#notFound();
  }

  async #find(automatic: AutomaticQueries, hash: string): Promise<ResolvedOperation> {
    const text = await automatic.find(hash);
    return text === undefined ? this.#notFound() : this.#found(text);
  }

  #register(hash: string, query: string): ResolvedOperation {
    // A listed operation may have an id that is no hash.
    if (this.#list?.get(hash) !== query && sha256(query) !== hash) {
      return refused(new GatewayError("BAD_REQUEST", "provided sha does not match query", status(400)));
    }
    const judged = this.#byText(query);
    return judged.kind === "refused" ? judged : { kind: "text", text: query, automaticHash: hash };
  }

  #byText(text: string): ResolvedOperation {
    const { onOutcome, onUnlisted } = this.#options;
    const mode = this.#mode;
    if (!this.#list) return asIs;
    if (this.#list.hasText(text)) {
      onOutcome?.("listed");
      return asIs;
    }
    onOutcome?.("unlisted");
    if (mode !== "allow") onUnlisted?.(text);
    if (mode !== "require") return asIs;
    const message = "Only operations that are known beforehand are answered here: send the id of one.";
    return refused(new GatewayError("PERSISTED_QUERY_ID_REQUIRED", message, status(400)));
  }

  #found(text: string): ResolvedOperation {
    this.#options.onOutcome?.("found");
    return { kind: "text", text };
  }

  /** In the words that clients of the protocol look for. They send the text then. */
  #notFound(): ResolvedOperation {
    return this.#missing("PersistedQueryNotFound", 200);
  }

  #missing(message: string, code: number): ResolvedOperation {
    this.#options.onOutcome?.("missing");
    return refused(new GatewayError("PERSISTED_QUERY_NOT_FOUND", message, status(code)));
  }
}

function refused(error: GatewayError): ResolvedOperation {
  return { kind: "refused", error };
}

/** Nobody is to keep an answer that the next request makes wrong. */
function status(code: number): { readonly extensions: Record<string, unknown> } {
  const headers = new Map([["cache-control", "private, no-cache, must-revalidate"]]);
  return { extensions: { http: { status: code, headers } } };
}

function shown(id: string): string {
  return id.length > 100 ? `${id.slice(0, 100)}...` : id;
}
