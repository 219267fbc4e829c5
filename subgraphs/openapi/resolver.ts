/**
 * Follows `$ref`s one at a time, where they are used. Nothing is dereferenced beforehand: whole documents take seconds, and
 * an example or an `x-` key may hold what only looks like a reference. A reference is followed at places that the caller
 * knows to be a schema, a parameter, a response, ...; so a property may be called `$ref`.
 */
import { isObject, own, textAt, type JsonObject } from "./json.ts";
import { pointerKeys, pointerTo } from "./pointer.ts";
import type { ImportReport } from "./report.ts";

/** A value and where it stands. In another document than the main one, its URI stands before the `#`. */
export interface Node {
  readonly value: unknown;
  readonly pointer: string;
}

export interface ObjectNode extends Node {
  readonly value: JsonObject;
}

export interface ResolverOptions {
  /** Documents by their URI as references name them, resolved; `""` is the main one. */
  readonly documents: ReadonlyMap<string, unknown>;
  /** Makes a reference's URI absolute. Default: as it is written. */
  readonly resolveUri?: (reference: string, base: string) => string;
  readonly report: ImportReport;
}

const mostHops = 50;

export class Resolver {
  readonly #options: ResolverOptions;
  readonly #missing = new Set<string>();
  readonly #targets = new Map<string, Node | undefined>();

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /** URIs of documents that are referred to and were not given. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  /**
   * Follows references until there is a value. `undefined` where that ends in nothing, which is reported.
   *
   * Keys beside a `$ref` are the caller's to look at, since their meaning depends on the place.
   */
  resolve(node: Node): Node | undefined {
    let current = node;
    for (let hops = 0; hops < mostHops; hops += 1) {
      if (!isObject(current.value)) return current;
      const reference = textAt(current.value, "$ref");
      if (reference === undefined) return current;
      const target = this.#follow(reference, current.pointer);
      if (!target) {
        this.#options.report.add("fault", current.pointer, `\`${reference}\` leads nowhere.`);
        return undefined;
      }
      current = target;
    }
    this.#options.report.add("fault", node.pointer, "This reference leads back to itself.");
    return undefined;
  }

  /** As `resolve`, where the value has to be an object. */
  object(node: Node): ObjectNode | undefined {
    const target = this.resolve(node);
    return target && isObject(target.value) ? { value: target.value, pointer: target.pointer } : undefined;
  }

  #follow(reference: string, from: string): Node | undefined {
    const base = from.slice(0, from.indexOf("#"));
    const cacheKey = reference.startsWith("#") ? base + reference : `${base} ${reference}`;
    if (this.#targets.has(cacheKey)) return this.#targets.get(cacheKey);
    // Nothing, while it is looked for: a reference on whose way it stands itself (`A: { $ref: "#/…/A/properties/a" }`).
    this.#targets.set(cacheKey, undefined);
    const target = this.#find(reference, base);
    this.#targets.set(cacheKey, target);
    return target;
  }

  #find(reference: string, base: string): Node | undefined {
    const hash = reference.indexOf("#");
    const file = hash < 0 ? reference : reference.slice(0, hash);
    const uri = file === "" ? base : (this.#options.resolveUri?.(file, base) ?? file);
    if (!this.#options.documents.has(uri)) {
      this.#missing.add(uri);
      return undefined;
    }
    const fragment = hash < 0 ? "" : reference.slice(hash + 1);
    let value = this.#options.documents.get(uri);
    let pointer = `${uri}#`;
    // Swagger 1 and some hand-written documents name a definition without its place.
    const keys = pointerKeys(fragment) ?? (isObject(value) ? placeOf(fragment, value) : undefined);
    if (!keys) return undefined;
    for (const [index, key] of keys.entries()) {
      // A place on the way may be a reference itself; the last one is followed by the caller.
      const step = index === 0 ? { value, pointer } : this.resolve({ value, pointer });
      if (!step) return undefined;
      const next = childOf(step.value, key);
      if (next === undefined) return undefined;
      value = next;
      pointer = pointerTo(step.pointer, key);
    }
    return { value, pointer };
  }
}

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? (value[Number(key)] as unknown) : undefined;
  return isObject(value) ? own(value, key) : undefined;
}

/** `$anchor` of the schemas that have a name, and a bare name. */
function placeOf(name: string, document: JsonObject): readonly string[] | undefined {
  const components = document["components"];
  const places: [readonly string[], unknown][] = [
    [["components", "schemas"], isObject(components) ? components["schemas"] : undefined],
    [["definitions"], document["definitions"]],
  ];
  for (const [keys, schemas] of places) {
    if (!isObject(schemas)) continue;
    for (const [key, schema] of Object.entries(schemas)) {
      if (key === name || (isObject(schema) && schema["$anchor"] === name)) return [...keys, key];
    }
  }
  return undefined;
}
