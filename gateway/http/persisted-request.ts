/**
 * Puts texts into a request that has ids in their place, before any lane looks at it:
 *
 *     { "documentId": "a1", "variables": {} }                              trusted documents
 *     { "extensions": { "persistedQuery": { "sha256Hash": "..." } } }      these, and automatic persisted queries
 *     ?documentId=a1&variables={}                                          in a GET, which caches on the way can keep
 *
 *     { "query": "{ me { id } }", "variables": {} }
 *
 * So whatever comes after it, limits, caches, the short lane, the answer, is the same for a text and for its id.
 */
import type { NamedOperation, PersistedOperations, ResolvedOperation } from "../documents/persisted-operations.ts";
import { Refusals } from "./refusals.ts";

export interface PersistedRequest {
  /** With its `?`; empty where there is none. */
  readonly search: string;
  /** Parsed; `undefined` where it is not JSON. */
  readonly body: unknown;
  /** Outcomes of what is refused, by the text that stands in its place. */
  readonly refusals?: Refusals;
  /** Texts to be kept by their hash, once they have been found to be valid. */
  readonly automatic?: readonly AutomaticText[];
}

interface AutomaticText {
  readonly hash: string;
  readonly text: string;
}

/** Where nothing has to be asked for, nothing is waited for. */
export function withTexts<Asked extends PersistedRequest>(
  method: string | undefined,
  asked: Asked,
  persisted: PersistedOperations,
): Asked | Promise<Asked> {
  if (method === "GET") return asked.search === "" ? asked : resolveSearch(asked, persisted);
  if (Array.isArray(asked.body)) return resolveList(asked, asked.body, persisted);
  if (!isRecord(asked.body)) return asked;
  const { body } = asked;
  const resolved = persisted.resolve(nameIn(body));
  return resolved instanceof Promise
    ? resolved.then((outcome) => written(asked, body, outcome))
    : written(asked, body, resolved);
}

type Json = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameIn({ query, documentId, extensions }: Json): NamedOperation {
  return { query, documentId, persistedQuery: isRecord(extensions) ? extensions["persistedQuery"] : undefined };
}

function written<Asked extends PersistedRequest>(asked: Asked, body: Json, resolved: ResolvedOperation): Asked {
  if (resolved.kind === "as is") return asked;
  const refusals = new Refusals();
  const automatic: AutomaticText[] = [];
  const texts = put(body, resolved, refusals, automatic);
  return { ...asked, body: texts, ...collected(refusals, automatic) };
}

async function resolveList<Asked extends PersistedRequest>(
  asked: Asked,
  list: readonly unknown[],
  persisted: PersistedOperations,
): Promise<Asked> {
  const resolved = await Promise.all(
    list.map(async (item) => (isRecord(item) ? persisted.resolve(nameIn(item)) : ({ kind: "as is" } as const))),
  );
  if (resolved.every(({ kind }) => kind === "as is")) return asked;
  const refusals = new Refusals();
  const automatic: AutomaticText[] = [];
  const body = list.map((item, index) => {
    const outcome = resolved[index];
    return isRecord(item) && outcome ? put(item, outcome, refusals, automatic) : item;
  });
  return { ...asked, ...collected(refusals, automatic), body };
}

async function resolveSearch<Asked extends PersistedRequest>(
  asked: Asked,
  persisted: PersistedOperations,
): Promise<Asked> {
  const parameters = new URLSearchParams(asked.search);
  const one = (name: string): string | undefined => {
    const values = parameters.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  };
  const extensions = parseRecord(one("extensions"));
  const resolved = await persisted.resolve({
    query: one("query"),
    documentId: one("documentId"),
    persistedQuery: extensions?.["persistedQuery"],
  });
  if (resolved.kind === "as is") return asked;
  const refusals = new Refusals();
  if (resolved.kind === "refused") {
    return {
      ...asked,
      search: `?${new URLSearchParams({ query: refusals.add(resolved.error) }).toString()}`,
      refusals,
    };
  }
  parameters.set("query", resolved.text);
  parameters.delete("documentId");
  if (extensions) {
    parameters.set("extensions", JSON.stringify(withoutName(extensions)));
  }
  return { ...asked, search: `?${parameters.toString()}`, ...collected(refusals, automaticOf(resolved)) };
}

/** What is no JSON object is Apollo Server's to refuse. */
function parseRecord(text: string | undefined): Json | undefined {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function put(body: Json, resolved: ResolvedOperation, refusals: Refusals, automatic: AutomaticText[]): Json {
  if (resolved.kind === "as is") return body;
  if (resolved.kind === "refused") return { query: refusals.add(resolved.error) };
  automatic.push(...automaticOf(resolved));
  // All that anybody reads. Key by key: to copy the rest would take as long as all else that is done here.
  const { operationName, variables, extensions } = body;
  const made: Record<string, unknown> = { query: resolved.text };
  if (operationName !== undefined) made["operationName"] = operationName;
  if (variables !== undefined) made["variables"] = variables;
  if (extensions !== undefined) made["extensions"] = isRecord(extensions) ? withoutName(extensions) : extensions;
  return made;
}

function withoutName({ persistedQuery: _named, ...others }: Json): Json {
  return others;
}

function automaticOf(resolved: ResolvedOperation & { readonly kind: "text" }): AutomaticText[] {
  const { automaticHash: hash, text } = resolved;
  return hash === undefined ? [] : [{ hash, text }];
}

function collected(
  refusals: Refusals,
  automatic: readonly AutomaticText[],
): Pick<PersistedRequest, "refusals" | "automatic"> {
  return { ...(refusals.size > 0 && { refusals }), ...(automatic.length > 0 && { automatic }) };
}
