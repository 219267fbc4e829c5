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
import { basePathOf, type Contract } from "./contract.ts";

/** A segment is text with a mark for each expression. */
const mark = "\u0000";

interface Segment {
  readonly text: string;
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
  if (!own || !base) return "unknown";
  const whole = [...base, ...own];

  let best: { readonly match: Match; readonly score: number } | undefined;
  for (const operation of contract.operations) {
    if (operation.method !== method) continue;
    // Against the specification, some documents tell operations apart by the query: `/search?type=user`.
    const pairs = queryPairs(operation.path);
    if (!pairs.every((pair) => queryPairs(`?${query}`).includes(pair))) continue;
    const servers = operation.serverUrl === undefined ? contract.servers : [operation.serverUrl];
    const bases = [...new Set(servers.map(basePathOf))];
    for (const { segments, prefix, rank } of candidates(whole, own, bases)) {
      const found = matchPath(segments, `${prefix}${operation.path}`);
      const score = found && (found.literals + pairs.length) * 10 + rank;
      if (found && score !== undefined && (!best || score > best.score)) {
        best = { match: { operation, values: found.values }, score };
      }
    }
  }
  return best?.match;
}

/** The whole path with the document's base path is the surest; a gateway in between may add or take away a base. */
function candidates(
  whole: readonly Segment[],
  own: readonly Segment[],
  bases: readonly string[],
): readonly { readonly segments: readonly Segment[]; readonly prefix: string; readonly rank: number }[] {
  return [
    ...bases.map((prefix) => ({ segments: whole, prefix, rank: 3 })),
    { segments: whole, prefix: "", rank: 2 },
    { segments: own, prefix: "", rank: 1 },
    ...bases.map((prefix) => ({ segments: own, prefix, rank: 0 })),
  ];
}

export function queryPairs(path: string): readonly string[] {
  const start = path.indexOf("?");
  return start < 0
    ? []
    : path
        .slice(start + 1)
        .split(/[&#]/)
        .filter((pair) => pair.includes("=") && !pair.includes("{"));
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

function segmentsOf({ text, values }: PathText): readonly Segment[] | undefined {
  let next = 0;
  return text
    .split("/")
    .filter((part) => part !== "")
    .map((part) => {
      const count = part.split(mark).length - 1;
      const segment = { text: part, values: values.slice(next, next + count) };
      next += count;
      return segment;
    });
}

function matchPath(
  segments: readonly Segment[],
  path: string,
): { readonly literals: number; readonly values: ReadonlyMap<string, PathValue | string> } | undefined {
  const wanted = path
    .replace(/[?#].*$/, "")
    .split("/")
    .filter((part) => part !== "");
  if (wanted.length !== segments.length) return undefined;
  let literals = 0;
  const values = new Map<string, PathValue | string>();
  for (const [index, part] of wanted.entries()) {
    const segment = segments[index];
    if (!segment) return undefined;
    if (segment.text === part || decoded(segment.text) === decoded(part)) {
      literals += 1;
      continue;
    }
    const names = [...part.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? "");
    const found = names.length === 0 ? undefined : patternOf(part).exec(segment.text);
    if (!found) {
      // `/{$config.version}/users`: who can say what it will be.
      if (segment.text === mark && segment.values.every(({ mapping }) => isSetting(mapping))) continue;
      return undefined;
    }
    let next = 0;
    for (const [at, name] of names.entries()) {
      const text = found[at + 1] ?? "";
      const value = text === mark ? segment.values[next] : undefined;
      next += text.split(mark).length - 1;
      values.set(name, value ?? text);
    }
  }
  return { literals, values };
}

function isSetting(mapping: Mapping): boolean {
  const names = [...mapping.reads.keys()];
  return names.length > 0 && names.every((name) => name === "$config" || name === "$env");
}

function patternOf(part: string): RegExp {
  const pieces = part.split(/\{[^{}]+\}/).map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pieces.join("(.+?)")}$`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The same operation in another version of the document, whatever its parameters are called there. */
export function counterpart(operation: Operation, from: Contract, to: Contract): Operation | undefined {
  const path = withoutNames(operation.path);
  const same = to.operations.find((each) => each.method === operation.method && withoutNames(each.path) === path);
  if (same) return same;
  // The base path may have moved from the servers into the paths, or out of them.
  const full = fullPaths(operation, from);
  return to.operations.find(
    (each) => each.method === operation.method && fullPaths(each, to).some((one) => full.includes(one)),
  );
}

function withoutNames(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, "{}").replace(/\/+$/, "");
}

function fullPaths({ path, serverUrl }: Operation, { servers }: Contract): readonly string[] {
  return (serverUrl === undefined ? servers : [serverUrl]).map((server) => basePathOf(server) + withoutNames(path));
}
