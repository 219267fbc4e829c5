import { GraphQLError, parse, type DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { measureDocument } from "./measure-document.ts";
import type { RequestLimits, PassedLimit } from "./request-limits.ts";
import { scanText } from "./scan-text.ts";

/** Most characters of texts whose verdict is kept. */
const MAX_KEPT = 4_000_000;

type Verdict = { readonly passed?: PassedLimit };

/**
 * Which texts are too large, each judged once. What is wrong with a text otherwise is not said here: the server that
 * parses and validates it says so in its own words.
 */
export class TextVerdicts {
  readonly #limits: RequestLimits;
  readonly #verdicts = new LRUCache<string, Verdict>({
    maxSize: MAX_KEPT,
    sizeCalculation: (_verdict, text) => text.length + 100,
  });

  constructor(limits: RequestLimits) {
    this.#limits = limits;
  }

  /** @returns The limit that a text passes. */
  judge(text: string): PassedLimit | undefined {
    const max = this.#limits.characters;
    if (text.length > max) return { limit: "characters", max, found: text.length };
    const known = this.#verdicts.get(text);
    if (known) return known.passed;
    const passed = judgeText(text, this.#limits);
    // What is longer than all that is kept is not kept.
    this.#verdicts.set(text, passed ? { passed } : {});
    return passed;
  }
}

function judgeText(text: string, limits: RequestLimits): PassedLimit | undefined {
  const passed = scanText(text, limits);
  if (passed) return passed;
  try {
    const document = parseText(text, limits);
    return document && measureDocument(document, limits);
  } catch (error) {
    // Where the limits are set so high that the stack is the limit.
    if (error instanceof RangeError) return { limit: "recursion", max: limits.recursion };
    throw error;
  }
}

function parseText(text: string, { tokens }: RequestLimits): DocumentNode | undefined {
  try {
    return parse(text, { maxTokens: tokens, noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
