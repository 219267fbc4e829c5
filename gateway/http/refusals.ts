import type { ExecutionResult } from "graphql";
import type { GatewayError } from "../gateway-error.ts";

/**
 * What is refused before Apollo Server has seen it. Apollo Server is asked a question of our own in its place, and told
 * the outcome, so that it is the one to decide about forgery, media types and the form of an error as ever.
 *
 *     { "query": "{ a: id b: id ... }" }   ->   { "query": "query Refused { __typename } #0" }, outcome: an error
 */
export class Refusals {
  readonly #outcomes = new Map<string, ExecutionResult>();

  /** @returns The text to ask in place of what is refused. */
  add(error: GatewayError): string {
    const question = `query Refused { __typename } #${this.#outcomes.size}`;
    this.#outcomes.set(question, { errors: [error] });
    return question;
  }

  get size(): number {
    return this.#outcomes.size;
  }

  get(question: string | undefined): ExecutionResult | undefined {
    return question === undefined ? undefined : this.#outcomes.get(question);
  }
}
