import { parse } from "graphql";
import type { Access } from "../../../gateway/auth/access.ts";
import {
  createLocalGraph,
  localContext,
  type LocalSubgraphDefinition,
  type SentFetch,
} from "../../support/local-subgraph.ts";

/** A client without a token. */
export const nobody: Access = { scopes: new Set(), identity: "" };

/** A client with these scopes, of whom these policies hold. */
export function somebody(scopes: readonly string[] = [], policies?: readonly string[]): Access {
  const held = new Set(policies);
  return {
    claims: { sub: "ada" },
    scopes: new Set(scopes),
    identity: "hash",
    ...(policies && { policies: async (names) => new Set(names.filter((name) => held.has(name))) }),
  };
}

export interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** `expect` of `seen` in one line: the answer, where an error is its path. */
export interface Seen {
  readonly data: unknown;
  /** Of what is not for the client. */
  readonly denied: readonly string[];
  /** Messages of any other error. */
  readonly others: readonly string[];
}

export interface AskedGraph {
  /** Asks in both ways that a graph has, and checks that they answer the same. */
  readonly ask: (operation: string, access: Access, variables?: Record<string, unknown>) => Promise<Answered>;
  /** What was sent to the subgraphs by the last `ask`, on one of the ways. */
  readonly sent: () => readonly SentFetch[];
}

export async function createAskedGraph(subgraphs: readonly LocalSubgraphDefinition[]): Promise<AskedGraph> {
  const { graph, sent } = await createLocalGraph(subgraphs);
  return {
    sent: () => sent,
    async ask(operation, access, variables = {}) {
      const request = { document: parse(operation), variables, context: localContext, access };
      const text = await graph.executeText(request);
      sent.length = 0;
      const whole = await graph.execute(request);
      const answer = plain(whole);
      const written =
        text.kind === "text"
          ? {
              data: JSON.parse(text.data) as unknown,
              ...(text.denied && { errors: JSON.parse(text.denied.text) as unknown[] }),
            }
          : plain(text.result);
      if (JSON.stringify(written) !== JSON.stringify(answer)) {
        throw new Error(`Written as text: ${JSON.stringify(written)}\nAs an object: ${JSON.stringify(answer)}`);
      }
      return answer;
    },
  };
}

function plain(result: unknown): Answered {
  return JSON.parse(JSON.stringify(result)) as Answered;
}

export function seenIn({ data, errors = [] }: Answered): Seen {
  const denied: string[] = [];
  const others: string[] = [];
  for (const error of errors as readonly { message: string; path?: string[]; extensions?: { code?: string } }[]) {
    if (error.extensions?.code === "UNAUTHORIZED_FIELD_OR_TYPE") denied.push((error.path ?? []).join("."));
    else others.push(error.message);
  }
  return { data, denied, others };
}
