/**
 * Failures of subgraphs and violations of completion in, the response's `errors` out. Failures come first; a violation
 * that one of them explains is left out.
 *
 * Spec: https://spec.graphql.org/draft/#sec-Errors
 */
import { GraphQLError, type FieldNode } from "graphql";
import type { Violation } from "./complete-response.ts";
import type { ResponsePath } from "./response-path.ts";
import type { FetchFailure } from "./run-fetches.ts";
import { GatewayError } from "./gateway-error.ts";
import type { FieldSelection, Selection } from "./normal-operation.ts";
import type { SupergraphTypes } from "./supergraph-types.ts";

export interface ErrorOptions {
  /** True: which subgraph failed is not told. */
  readonly production: boolean;
}

export function responseErrors(
  failures: readonly FetchFailure[],
  violations: readonly Violation[],
  selections: readonly Selection[],
  data: Readonly<Record<string, unknown>>,
  types: SupergraphTypes,
  options: ErrorOptions,
): GraphQLError[] {
  const placed = failures.flatMap((failure) =>
    toClientPaths(failure.path, selections, data, types).map((place) => ({ failure, ...place })),
  );
  const errors = placed.map(({ failure, path, node }) => {
    const { error, subgraph } = failure;
    return new GraphQLError(error.message, {
      path,
      // What was really thrown is for the log alone; it is not part of the response.
      originalError: error.cause instanceof Error ? error.cause : null,
      ...(node ? { nodes: node } : {}),
      extensions: {
        code: "SUBGRAPH_FAILED",
        ...error.extensions,
        ...(options.production ? {} : { service: subgraph }),
      },
    });
  });
  const explained = new Explanations(placed.map(({ failure, path }) => ({ path, isWhole: failure.isWhole })));
  for (const { code, message, nodes, reversedPath, found } of violations) {
    const path = reversedPath.toReversed();
    if (found !== "value" && explained.explains(path, found)) continue;
    errors.push(new GatewayError(code, message, { nodes, path }));
  }
  return errors;
}

interface ClientPlace {
  readonly path: (string | number)[];
  readonly node: FieldNode | undefined;
}

/**
 * From keys to the client's names; several where the client asked for one leaf under several names. A path that leads to
 * what the client did not ask for (a key, a required field) ends at the last field that it did ask for.
 *
 * @param data  As merged: the types of its objects say which fragments apply.
 */
function toClientPaths(
  path: ResponsePath,
  selections: readonly Selection[],
  data: unknown,
  types: SupergraphTypes,
  place: ClientPlace = { path: [], node: undefined },
): ClientPlace[] {
  const [key, ...rest] = path;
  if (key === undefined) return [place];
  const below: unknown = typeof data === "object" && data !== null ? Reflect.get(data, key) : undefined;
  if (typeof key === "number") {
    return toClientPaths(rest, selections, below, types, { ...place, path: [...place.path, key] });
  }
  const fields = new Map<string, FieldSelection[]>();
  for (const field of findFields(key, selections, typenameOf(data), types)) {
    fields.set(field.responseName, [...(fields.get(field.responseName) ?? []), field]);
  }
  if (fields.size === 0) return [place];
  return [...fields].flatMap(([responseName, same]) => {
    const inner = same.flatMap((field) => field.selections ?? []);
    return toClientPaths(rest, inner, below, types, { path: [...place.path, responseName], node: same[0]?.node });
  });
}

function typenameOf(data: unknown): string | undefined {
  const typename: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "__typename") : undefined;
  return typeof typename === "string" ? typename : undefined;
}

function findFields(
  key: string,
  selections: readonly Selection[],
  typename: string | undefined,
  types: SupergraphTypes,
): FieldSelection[] {
  return selections.flatMap((selection) => {
    if (selection.isDenied) return [];
    if (selection.kind === "field") return selection.key === key ? [selection] : [];
    const applies = typename === undefined || types.isOfType(typename, selection.type.name);
    return applies ? findFields(key, selection.selections, typename, types) : [];
  });
}

/** Answers in one step whether some failure explains a null, however many failures there are. */
class Explanations {
  /** Places with a failure at them or below. */
  readonly #above = new Set<string>();
  /** Objects that a whole fetch failed for: everything in them may be missing. */
  readonly #whole = new Set<string>();

  constructor(failures: readonly { readonly path: ResponsePath; readonly isWhole: boolean }[]) {
    for (const { path, isWhole } of failures) {
      for (let length = path.length; length >= 0; length -= 1) {
        const place = JSON.stringify(path.slice(0, length));
        if (this.#above.has(place)) break;
        this.#above.add(place);
      }
      if (isWhole) this.#whole.add(JSON.stringify(path));
    }
  }

  explains(path: ResponsePath, found: "null" | "missing"): boolean {
    if (this.#above.size === 0) return false;
    if (this.#above.has(JSON.stringify(path))) return true;
    // What never came was lost with the object that it was asked with, whose failure names another field of it.
    if (found === "missing" && this.#above.has(JSON.stringify(path.slice(0, -1)))) return true;
    for (let length = path.length - 1; length >= 0; length -= 1) {
      if (this.#whole.has(JSON.stringify(path.slice(0, length)))) return true;
    }
    return false;
  }
}
