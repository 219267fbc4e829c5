/**
 * Which operation of a document a connector asks: by its method and the template of its path, whatever parameters are
 * called and wherever the one or the other puts the base path.
 *
 *     GET "/users/{$args.id}" of `https://users.internal/v1/`   ->   `GET /users/{userId}` of a server `https://api.test/v1`
 */
import type { Connector } from "../connect/connector.ts";
import type { Mapping, Template } from "../mapping/mapping.ts";
import { splitAbsolute, splitRelative } from "../connect/url.ts";
import type { Operation } from "../openapi/operation.ts";
import { namelessPath, type Contract } from "./contract.ts";
import { decodePart, indexKey, queryPairs, splitPath, type PathPart } from "./path-index.ts";

/** A segment is text with a mark for each expression. */
const mark = "\u0000";

interface Segment {
  readonly text: string;
  readonly decoded: string;
  readonly values: readonly PathValue[];
}

/** An expression in a path: its mapping, and where it starts in the URL. */
export interface PathValue {
  readonly mapping: Mapping;
  readonly start: number;
}

export interface Match {
  readonly operation: Operation;
  /** What stands for the path parameters, by name. */
  readonly values: ReadonlyMap<string, PathValue | string>;
}

/** `unknown`: the path is not known before there is a request. */
export function matchOperation(connector: Connector, contract: Contract): Match | "unknown" | undefined {
  const { http, request, source } = connector;
  if (!http || http.path || source?.path) return "unknown";
  const method = request?.method?.toUpperCase() ?? http.method;
  const { query, ...url } = pathOf(http.url);
  const own = segmentsOf(url);
  const base = source ? segmentsOf(pathOf(source.baseUrl)) : [];
  const whole = [...base, ...own];

  const pairs = new Set(queryPairs(`?${query}`));
  let best: { readonly match: Match; readonly score: number } | undefined;
  for (const segments of base.length === 0 ? [whole] : [whole, own]) {
    for (const path of contract.paths.get(indexKey(method, segments.length)) ?? []) {
      if (!path.query.every((pair) => pairs.has(pair))) continue;
      const found = matchPath(segments, path.parts);
      if (!found) continue;
      // The whole path with the document's base path is the surest; a gateway in between may add or take away a base.
      const rank = (segments === whole ? 2 : 0) + (path.isFull === (segments === whole) ? 1 : 0);
      const score = (found.literals + path.query.length) * 10 + rank;
      if (!best || score > best.score) best = { match: { operation: path.operation, values: found.values }, score };
    }
  }
  return best?.match;
}

interface PathText {
  readonly text: string;
  readonly values: readonly PathValue[];
}

function pathOf(template: Template): PathText & { readonly query: string } {
  const values: PathValue[] = [];
  let text = "";
  for (const part of template.parts) {
    if (part.kind === "text") text += part.text;
    else {
      text += mark;
      values.push({ mapping: part.mapping, start: part.start });
    }
  }
  const { path, query } = splitAbsolute(text) ?? splitRelative(text);
  return { text: path, query, values };
}

function segmentsOf({ text, values }: PathText): readonly Segment[] {
  let next = 0;
  return splitPath(text).map((part) => {
    const count = part.split(mark).length - 1;
    const segment = { text: part, decoded: decodePart(part), values: values.slice(next, next + count) };
    next += count;
    return segment;
  });
}

function matchPath(
  segments: readonly Segment[],
  parts: readonly PathPart[],
): { readonly literals: number; readonly values: ReadonlyMap<string, PathValue | string> } | undefined {
  let literals = 0;
  let values: Map<string, PathValue | string> | undefined;
  for (const [index, part] of parts.entries()) {
    const segment = segments[index];
    if (!segment) return undefined;
    if (segment.text === part.text || segment.decoded === part.decoded) {
      literals += 1;
      continue;
    }
    const found = part.pattern?.exec(segment.text);
    if (!found) {
      // `/{$config.version}/users`: who can say what it will be.
      if (segment.text === mark && segment.values.every(({ mapping }) => isSetting(mapping))) continue;
      return undefined;
    }
    values ??= new Map();
    let next = 0;
    for (const [at, name] of part.names.entries()) {
      const text = found[at + 1] ?? "";
      const value = text === mark ? segment.values[next] : undefined;
      next += text.split(mark).length - 1;
      values.set(name, value ?? text);
    }
  }
  return { literals, values: values ?? new Map() };
}

function isSetting(mapping: Mapping): boolean {
  const names = [...mapping.reads.keys()];
  return names.length > 0 && names.every((name) => name === "$config" || name === "$env");
}

/** The same operation in another version of the document, whatever its parameters are called there. */
export function counterpart(operation: Operation, from: Contract, to: Contract): Operation | undefined {
  const same = to.byPath.get(namelessPath(operation));
  if (same) return same;
  // The base path may have moved from the servers into the paths, or out of them.
  const full = new Set(fullPaths(operation, from));
  return to.operations.find((each) => fullPaths(each, to).some((one) => full.has(one)));
}

function fullPaths(operation: Operation, { basesOf }: Contract): readonly string[] {
  const [method = "", path = ""] = namelessPath(operation).split(" ");
  return basesOf(operation).map((base) => `${method} ${base}${path}`);
}
