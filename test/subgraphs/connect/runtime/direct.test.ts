/**
 * Where a selection only names keys, values are read straight from the body (compile-direct.ts). Who listens to calls gets
 * the mapped value, so with a listener the long way is gone: both must answer the same, whatever is in the body.
 */
import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import type { MappingProblemReport, OperationContext } from "../../../../subgraphs/operation-context.ts";
import { createRestOperation } from "../../../../subgraphs/rest/create-rest-operation.ts";
import { createRestTransport } from "../../../../subgraphs/rest/transport.ts";
import type { SubgraphResult } from "../../../../subgraphs/subgraph.ts";
import { fc } from "../../../support/properties.ts";
import { subgraphStarter, type StartedSubgraph } from "./start-subgraph.ts";

const start = subgraphStarter();

const sdl = `
  type Query {
    posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: """
      id title: headline tags size { w h } author: { id: authorId } nested: { author: { id: authorId } title: headline } kind
    """)
    post: Post! @connect(source: "api", http: { GET: "/post" }, selection: "id title: headline author: { id: authorId } team { id: teamId }")
  }
  enum Kind { NOTE PHOTO }
  scalar Any
  type Post { id: ID! title: String tags: [String!] size: Size author: User nested: Nested kind: Kind team: Team }
  type Nested { author: User title: String }
  type Size { w: Int h: Any }
  type Team { id: ID }
  type User @key(fields: "id")
    @connect(source: "api", http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }, selection: "id name") {
    id: ID!
    name: String
  }`;

const operations = [
  "{ posts { id title tags size { w h } kind __typename } }",
  "{ posts { author { id } nested { title } } }",
  "{ posts { title author { name } } }",
  "{ posts { heading: title author { name } nested { author { name id } } } }",
  "{ post { id title author { id name } } other: post { team { id } } }",
  "{ posts { size { w } } post { __typename } }",
  "{ posts { __proto__: title nested { author { name } } } }",
];

const large = 9007199254740993n;
/** A key that is not for anybody to see, wherever it is. */
const poisoned: unknown = JSON.parse('{ "__proto__": { "id": 3 }, "id": 1, "deep": { "__proto__": 4 } }');
const odd: readonly unknown[] = [2.5, true, 1e20, large, [], [1], [large], {}, { id: large }, poisoned];
const scalar = fc.constantFrom<unknown>(1, "1", 2, null, "NOTE", "other", ...odd);
const size = fc.oneof(scalar, fc.record({ w: scalar, h: scalar }, { requiredKeys: [] }));
const post = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      id: fc.constantFrom(1, 2, 3, large),
      headline: fc.constantFrom("a", "b", null),
      tags: fc.constantFrom([], ["x"], null),
      size: fc.constantFrom({ w: 1, h: { deep: 2 } }, { w: 1, h: { deep: large } }, { w: 1, h: poisoned }, null),
      authorId: fc.constantFrom(1, 2, large, null),
      kind: fc.constantFrom("NOTE", "PHOTO", null),
      teamId: fc.constant(1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { id: scalar, headline: scalar, tags: scalar, size, authorId: scalar, kind: scalar, teamId: scalar },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: scalar },
);
const list = fc.oneof({ weight: 5, arbitrary: fc.array(post, { maxLength: 4 }) }, { weight: 1, arbitrary: scalar });

const asJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? `${item}n` : item));
/** JSON with integers that are beyond 2^53. */
const toBody = (value: unknown): string => asJson(value).replaceAll(/"(\d+)n"/g, "$1");

describe("values that are read straight from the body", () => {
  it("are those that the mapping yields, and problems and errors with them", async () => {
    let answers: { readonly posts: unknown; readonly post: unknown } = { posts: [], post: null };
    const shop = await start({
      sdl,
      handler: ({ url }) => {
        const users = [1, 2, 3, large].map((id) => ({ id, name: `user ${id}` }));
        const body = toBody(url.startsWith("/users") ? users : url === "/posts" ? answers.posts : answers.post);
        return { headers: { "content-type": "application/json" }, body };
      },
    });
    const transport = createRestTransport();
    const property = fc.asyncProperty(fc.constantFrom(...operations), list, post, async (text, posts, one) => {
      answers = { posts, post: one };
      const silent = await ask(shop, text, { rest: createRestOperation({ transport }) });
      const told = await ask(shop, text, { rest: createRestOperation({ transport }), onConnectorCall: () => {} });
      expect(asJson(silent)).toBe(asJson(told));
      const problems: MappingProblemReport[] = [];
      const onProblem = (problem: MappingProblemReport): void => void problems.push(problem);
      const heard = await ask(shop, text, { rest: createRestOperation({ transport }), onProblem });
      expect(asJson(heard)).toBe(asJson(told));
      const known = [...problems];
      problems.length = 0;
      await ask(shop, text, { rest: createRestOperation({ transport }), onProblem, onConnectorCall: () => {} });
      expect(known).toEqual(problems);
    });
    await fc.assert(property, { numRuns: 300 });
    await transport.close();
  }, 60_000);
});

async function ask(
  { subgraph }: StartedSubgraph,
  text: string,
  context: Pick<OperationContext, "rest" | "onProblem" | "onConnectorCall">,
): Promise<SubgraphResult> {
  return subgraph.prepare(parse(text)).execute({}, { requestHeaders: {}, context: {}, ...context });
}
