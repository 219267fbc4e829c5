/**
 * Failures of subgraphs and violations of completion in, the response's `errors` out. Failures come first; a violation
 * that one of them explains is left out.
 *
 * Spec: https://spec.graphql.org/draft/#sec-Errors
 */
import { GraphQLError } from "graphql";
import type { Violation } from "./complete-response.ts";
import type { FetchFailure, ResponsePath } from "./execute-plan.ts";
import { GatewayError } from "./gateway-error.ts";
import type { FieldSelection, Selection } from "./normal-operation.ts";

export interface ErrorOptions {
  /** True: which subgraph failed is not told. */
  readonly production: boolean;
}

export function responseErrors(
  failures: readonly FetchFailure[],
  violations: readonly Violation[],
  selections: readonly Selection[],
  options: ErrorOptions,
): GraphQLError[] {
  const placed = failures.map((failure) => ({ failure, ...toClientPath(failure.path, selections) }));
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

/**
 * From keys to the client's names. A path that leads to what the client did not ask for (a key, a required field) ends
 * at the last field that it did ask for.
 */
function toClientPath(
  path: ResponsePath,
  selections: readonly Selection[],
): { path: (string | number)[]; node: FieldSelection["node"] | undefined } {
  const clientPath: (string | number)[] = [];
  let node: FieldSelection["node"] | undefined;
  let level = selections;
  for (const key of path) {
    if (typeof key === "number") {
      clientPath.push(key);
      continue;
    }
    const fields = findFields(key, level);
    const [field] = fields;
    if (!field) break;
    clientPath.push(field.responseName);
    node = field.node;
    level = fields.flatMap((found) => found.selections ?? []);
  }
  return { path: clientPath, node };
}

function findFields(key: string, selections: readonly Selection[]): FieldSelection[] {
  return selections.flatMap((selection) => {
    if (selection.kind === "fragment") return findFields(key, selection.selections);
    return selection.key === key ? [selection] : [];
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
