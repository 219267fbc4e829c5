/**
 * Which operations of a document are imported: all, or those that patterns name.
 *
 *     GET /zones/**      by method and path: `*` is any part of a segment, `/**` is the path and what is below it
 *     /zones/*           by path, with every method
 *     tag:zones          by tag
 *     list*              by operationId
 */
import { didYouMean } from "../../schema/did-you-mean.ts";

export interface OperationChoice {
  /** Patterns of what is imported. Default: everything. */
  readonly only?: readonly string[];
  /** Patterns of what is not, even where `only` names it. */
  readonly exclude?: readonly string[];
}

export interface ChoosableOperation {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  readonly tags: readonly string[];
}

/** Told of all operations of a document, one by one; what it says about patterns is right after the last. */
export class OperationChooser {
  readonly #only: readonly Pattern[];
  readonly #exclude: readonly Pattern[];
  readonly #seen: ChoosableOperation[] = [];
  readonly #leftOut: string[] = [];

  constructor({ only = [], exclude = [] }: OperationChoice) {
    this.#only = only.map(parsePattern);
    this.#exclude = exclude.map(parsePattern);
  }

  takes(operation: ChoosableOperation): boolean {
    this.#seen.push(operation);
    // All patterns are asked, so that each knows whether it matched anything.
    const isWanted = this.#only.map((pattern) => pattern.matches(operation)).includes(true) || this.#only.length === 0;
    const isExcluded = this.#exclude.map((pattern) => pattern.matches(operation)).includes(true);
    if (isWanted && !isExcluded) return true;
    this.#leftOut.push(`${operation.method} ${operation.path}`);
    return false;
  }

  /** `GET /zones/{id}`, in the document's order. */
  get leftOut(): readonly string[] {
    return this.#leftOut;
  }

  /** A sentence for each pattern that no operation matches. */
  get unmatched(): readonly string[] {
    return [...this.#only, ...this.#exclude]
      .filter(({ hasMatched }) => !hasMatched)
      .map(({ text, namesOf }) => {
        const near = didYouMean(text, new Set(this.#seen.flatMap(namesOf)));
        return `\`${text}\` matches no operation of the document.${near === undefined ? "" : ` ${near}`}`;
      });
  }
}

interface Pattern {
  readonly text: string;
  hasMatched: boolean;
  matches(operation: ChoosableOperation): boolean;
  /** What the pattern might have been, had it been this operation's. */
  readonly namesOf: (operation: ChoosableOperation) => readonly string[];
}

function parsePattern(text: string): Pattern {
  const pattern = (test: (operation: ChoosableOperation) => boolean, namesOf: Pattern["namesOf"]): Pattern => ({
    text,
    hasMatched: false,
    namesOf,
    matches(operation) {
      const matches = test(operation);
      this.hasMatched ||= matches;
      return matches;
    },
  });
  const tag = /^tag:(.*)$/s.exec(text)?.[1];
  if (tag !== undefined) {
    const expression = globOf(tag);
    return pattern(
      ({ tags }) => tags.some((each) => expression.test(each)),
      ({ tags }) => tags.map((each) => `tag:${each}`),
    );
  }
  const [, method, path] = /^(?:([a-z]+|\*)\s+)?(\/.*)$/is.exec(text) ?? [];
  if (path !== undefined) {
    const expression = globOf(path);
    const wanted = method === undefined || method === "*" ? undefined : method.toUpperCase();
    return pattern(
      (operation) => (wanted === undefined || operation.method === wanted) && expression.test(operation.path),
      (operation) => [wanted === undefined ? operation.path : `${operation.method} ${operation.path}`],
    );
  }
  const expression = globOf(text);
  return pattern(
    ({ operationId }) => operationId !== undefined && expression.test(operationId),
    ({ operationId }) => (operationId === undefined ? [] : [operationId]),
  );
}

function globOf(text: string): RegExp {
  const source = text
    .split(/(\/\*\*$|\*\*|\*)/)
    .map((part) => {
      if (part === "/**") return "(?:/.*)?";
      if (part === "**") return ".*";
      return part === "*" ? "[^/]*" : part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`, "s");
}
