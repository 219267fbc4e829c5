/**
 * The compiled path against graphql-js: random operations over one declared subgraph, and over a plain executable schema
 * with the same data. Where a field comes from (root call, batch, single call, its own connector, a chain) must not show.
 */
import { describe, expect, it } from "@jest/globals";
import { fc } from "../../../support/properties.ts";
import { buildSchema, execute, parse, type ExecutionResult } from "graphql";
import { subgraphStarter } from "./start-subgraph.ts";

const start = subgraphStarter();

const users = [1, 2, 3].map((id) => ({ id: `${id}`, name: `user ${id}`, teamId: id === 3 ? null : `t${id % 2}` }));
const teams = ["t0", "t1"].map((id) => ({ id, title: `team ${id}`, leadId: id === "t0" ? "1" : "3" }));
const posts = [1, 2, 3, 4].map((id) => ({
  id: `${id}`,
  title: `post ${id}`,
  authorId: id === 4 ? null : `${(id % 3) + 1}`,
  kind: id % 2 === 0 ? "note" : "photo",
  size: { w: id, h: id * 2 },
}));

const types = `
  interface Item { id: ID title: String author: User }
  type Size { w: Int h: Int }`;

/** Reading the SDL of the reference: who has what is in `resolvers` below. */
const reference = buildSchema(`
  type Query { items(first: Int = 2): [Item] user(id: ID): User teams: [Team] }
  ${types}
  type Note implements Item { id: ID title: String author: User size: Size }
  type Photo implements Item { id: ID title: String author: User size: Size }
  type User { id: ID name: String team: Team posts(first: Int): [Item] }
  type Team { id: ID title: String lead: User }`);

const declared = `
  type Query {
    items(first: Int = 2): [Item] @connect(source: "api", http: { GET: "/posts?first={$args.first}" }, selection: """
      id title size { w h } author: { id: authorId }
      ... kind->match(["note", { __typename: "Note" }], ["photo", { __typename: "Photo" }])
    """)
    user(id: ID): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name", isSuccess: "$status->in([200, 404])")
    teams: [Team] @connect(source: "api", http: { GET: "/teams" }, selection: "id title lead: { id: leadId }")
  }
  ${types}
  type Note implements Item { id: ID title: String author: User size: Size }
  type Photo implements Item { id: ID title: String author: User size: Size }
  type User @key(fields: "id")
    @connect(source: "api", http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }, batch: { maxSize: 2 }, selection: "id name teamId") {
    id: ID
    name: String
    teamId: ID
    team: Team @connect(source: "api", http: { GET: "/teams/{$this.teamId}" }, selection: "id title lead: { id: leadId }")
    posts(first: Int): [Item] @connect(source: "api", http: { GET: "/users/{$this.id}/posts", queryParams: "first: $args.first" }, selection: """
      id title author: { id: authorId }
      ... kind->match(["note", { __typename: "Note", size: size { w h } }], ["photo", { __typename: "Photo", size: size { w h } }])
    """)
  }
  type Team @key(fields: "id") { id: ID title: String lead: User }`;

function rest(url: string): unknown {
  const { pathname, searchParams } = new URL(url, "http://x.test");
  const [, collection, id, inner] = pathname.split("/");
  const first = Number(searchParams.get("first") ?? "9");
  const ids = searchParams.get("ids")?.split(",");
  if (inner === "posts") return posts.filter(({ authorId }) => authorId === id).slice(0, first);
  if (collection === "posts") return posts.slice(0, first);
  if (collection === "teams") return id === undefined ? teams : teams.find((team) => team.id === id);
  return ids ? users.filter((user) => ids.includes(user.id)).toReversed() : users.find((user) => user.id === id);
}

const userOf = (id: string | null): unknown => {
  const user = users.find((each) => each.id === id);
  return (
    user && {
      ...user,
      team: () => teamOf(user.teamId),
      posts: ({ first = 9 }: { first?: number }) =>
        posts
          .filter(({ authorId }) => authorId === id)
          .slice(0, first)
          .map(itemOf),
    }
  );
};
const teamOf = (id: string | null): unknown => {
  const team = teams.find((each) => each.id === id);
  return team && { ...team, lead: () => userOf(team.leadId) };
};
const itemOf = (post: (typeof posts)[number]): unknown => ({
  ...post,
  __typename: post.kind === "note" ? "Note" : "Photo",
  author: () => userOf(post.authorId),
});
const rootValue = {
  items: ({ first }: { first: number }) => posts.slice(0, first).map(itemOf),
  user: ({ id }: { id?: string }) => userOf(id ?? null),
  teams: () => teams.map(({ id }) => teamOf(id)),
};

/** Fields of each type: `[text before the selection, type below]`. An alias says its arguments, so that all may be merged. */
const fields: Readonly<Record<string, readonly (readonly [string, string?])[]>> = {
  Query: [
    ["items", "Item"],
    ["all: items(first: 4)", "Item"],
    ["n: items(first: $n)", "Item"],
    ["u1: user(id: 1)", "User"],
    ["u9: user(id: 9)", "User"],
    ["teams", "Team"],
  ],
  Item: [["id"], ["title"], ["heading: title"], ["__typename"], ["author", "User"]],
  Note: [["id"], ["author", "User"], ["size", "Size"]],
  Photo: [["title"], ["size", "Size"]],
  Size: [["w"], ["h"]],
  User: [
    ["id"],
    ["name"],
    ["label: name"],
    ["__typename"],
    ["team", "Team"],
    ["posts", "Item"],
    ["one: posts(first: 1)", "Item"],
  ],
  Team: [["id"], ["title"], ["lead", "User"]],
};

function selection(type: string, depth: number): fc.Arbitrary<string> {
  const usable = (fields[type] ?? []).filter(([, inner]) => inner === undefined || depth > 0);
  const field = fc
    .tuple(
      fc.constantFrom(...usable),
      fc.constantFrom("", "", "", " @include(if: $yes)", " @skip(if: $yes)", " @skip(if: $no)"),
    )
    .chain(([[text, inner], directive]) =>
      inner === undefined
        ? fc.constant(`${text}${directive}`)
        : selection(inner, depth - 1).map((set) => `${text}${directive} ${set}`),
    );
  const onType = type === "Item" ? fc.constantFrom("Note", "Photo", "Item") : fc.constant(type);
  const fragment = onType.chain((name) => selection(name, depth - 1).map((set) => `... on ${name} ${set}`));
  const part =
    depth > 1 && type !== "Size"
      ? fc.oneof({ weight: 4, arbitrary: field }, { weight: 1, arbitrary: fragment })
      : field;
  return fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `{ ${parts.join(" ")} }`);
}

describe("random operations", () => {
  it("are answered as graphql-js answers them", async () => {
    const shop = await start({
      version: "v0.4",
      sdl: declared,
      handler: ({ url }) => {
        const json = rest(url);
        return json === undefined ? { status: 404, json: null } : { json };
      },
    });
    const operation = selection("Query", 4).map((set) => `query ($yes: Boolean!, $no: Boolean!, $n: Int) ${set}`);
    await fc.assert(
      fc.asyncProperty(operation, fc.boolean(), async (text, yes) => {
        const variables = { yes, no: !yes, n: 3 };
        const expected = (await execute({
          schema: reference,
          document: parse(text),
          rootValue,
          variableValues: variables,
        })) satisfies ExecutionResult;
        const { data, errors } = await shop.run(text, variables);
        expect(errors).toEqual([]);
        expect(expected.errors).toBeUndefined();
        // As text: the order of the fields counts too.
        expect(JSON.stringify(data)).toBe(JSON.stringify(expected.data));
      }),
      { numRuns: 150 },
    );
  });
});
