/**
 * Takes secrets out of values, the same secret in the same way everywhere: a mapping that runs over redacted input gives
 * redacted output, so that a test holds.
 */
import { isObject } from "./mapping/json.ts";
import { isSecretMember, REDACTED } from "./secret-names.ts";

/** Shorter ones are found by their place alone: an answer is full of values like `1` and `eu`, and of words with them. */
const MIN_LENGTH_ALONE = 4;
const MIN_LENGTH_INSIDE_TEXT = 6;
/** Names of members are words, and a setting may be the same word: `sort: "created"`. */
const MIN_LENGTH_INSIDE_NAME = 16;

export class Secrets {
  readonly #values = new Set<string>();

  constructor(known: Iterable<string> = []) {
    for (const secret of known) this.add(secret);
  }

  add(value: unknown): void {
    for (const text of leaves(value)) if (text.length >= MIN_LENGTH_ALONE && text !== REDACTED) this.#values.add(text);
  }

  /** Secrets that stand under a secret's name somewhere inside. */
  addMembers(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.addMembers(item);
    if (!isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (isSecretMember(name)) this.add(member);
      else this.addMembers(member);
    }
  }

  /**
   * Leaves of `value` that went into something secret: the token in `Bearer <token>`.
   *
   * @param composed  What was sent under a secret's name.
   */
  addOrigins(composed: readonly string[], value: unknown): void {
    for (const text of leaves(value)) {
      if (text.length >= MIN_LENGTH_ALONE && composed.some((whole) => whole.includes(text))) this.#values.add(text);
    }
  }

  /** A copy without secrets: under a secret's name, equal to one, or with one inside. */
  redact(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.redact(item));
    if (isObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          this.#redactName(name),
          isSecretMember(name) ? redactAll(member) : this.redact(member),
        ]),
      );
    }
    if (typeof value === "string") return this.redactText(value);
    return this.#values.has(String(value)) && isNumber(value) ? REDACTED : value;
  }

  /** A copy in which only what is known is replaced, whatever its name is. */
  redactKnown(value: unknown): unknown {
    if (this.#values.size === 0) return value;
    if (typeof value === "string") return this.redactText(value);
    if (Array.isArray(value)) return value.map((item) => this.redactKnown(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.redactKnown(member)]));
  }

  redactText(text: string): string {
    return this.#values.has(text) ? REDACTED : this.#redactInside(text, MIN_LENGTH_INSIDE_TEXT);
  }

  #redactName(name: string): string {
    return this.#redactInside(name, MIN_LENGTH_INSIDE_NAME);
  }

  #redactInside(text: string, minLength: number): string {
    let result = text;
    // The longest first: one may be a part of another.
    for (const secret of [...this.#values].toSorted((a, b) => b.length - a.length)) {
      if (secret.length < minLength) continue;
      for (const form of new Set([secret, encoded(secret), escaped(secret)]))
        result = result.replaceAll(form, REDACTED);
    }
    return result;
  }
}

/** Every leaf, whatever it is: an object keeps its keys, so that paths into it still lead somewhere. */
export function redactAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => redactAll(item));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactAll(member)]));
  return value === null || value === undefined || typeof value === "boolean" ? value : REDACTED;
}

function leaves(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => leaves(item));
  if (isObject(value)) return Object.values(value).flatMap((member) => leaves(member));
  return typeof value === "string" || isNumber(value) ? [String(value)] : [];
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** As JSON has it. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As a link in an answer has it; half of a surrogate pair can be in none. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}
