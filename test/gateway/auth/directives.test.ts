import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Access } from "../../../gateway/auth/access.ts";
import { createAskedGraph, nobody, seenIn, somebody, type AskedGraph } from "./asking.ts";

const posts = [
  { __typename: "PublicBlog", id: "1", title: "Hello", views: 7, author: { __typename: "User", id: "u1" } },
  {
    __typename: "PrivateBlog",
    id: "2",
    title: "Diary",
    views: 1,
    author: { __typename: "User", id: "u1" },
    readers: ["u2"],
  },
];

const blog = {
  name: "blog",
  sdl: `
    type Query {
      me: User @authenticated
      post(id: ID!): Post
      posts: [Post!]!
      latest: PublicBlog
      search: [Found]
      pages: [[PublicBlog]]
    }
    type Mutation { publish(id: ID!): PublicBlog  withdraw(id: ID!): PublicBlog @requiresScopes(scopes: [["blog:write"]]) }
    interface Post { id: ID! title: String views: Int author: User next: Post }
    type PublicBlog implements Post @key(fields: "id") {
      id: ID! title: String views: Int @requiresScopes(scopes: [["stats"]]) author: User
      next: Post
      rank: Rank
      draft: Draft
      must: String! @requiresScopes(scopes: [["must"]])
    }
    type PrivateBlog implements Post @key(fields: "id") @authenticated {
      id: ID! title: String views: Int @requiresScopes(scopes: [["stats"]]) author: User
      next: Post @requiresScopes(scopes: [["next"]])
      readers: [ID!] @requiresScopes(scopes: [["blog:read", "profile"], ["admin"]])
    }
    union Found = PublicBlog | PrivateBlog
    scalar Rank @policy(policies: [["staff"]])
    enum Stage { IDEA DONE }
    type Draft @requiresScopes(scopes: [["drafts"]]) { text: String stage: Stage }
    type User @key(fields: "id") { id: ID! }
  `,
  resolvers: {
    Query: {
      me: () => ({ id: "u1" }),
      post: (_: never, { id }: { id: string }) => posts.find((post) => post.id === id),
      posts: () => posts,
      latest: () => posts[0],
      search: () => posts,
      pages: () => [[posts[0]], []],
    },
    Mutation: {
      publish: () => ({ ...posts[0], title: "Published" }),
      withdraw: () => ({ ...posts[0], title: "Withdrawn" }),
    },
    PublicBlog: {
      next: () => posts[0],
      rank: () => 3,
      draft: () => ({ text: "t", stage: "IDEA" }),
      must: () => "must",
    },
  },
};
const users = {
  name: "users",
  sdl: `
    type User @key(fields: "id") {
      id: ID! @authenticated
      name: String
      email: String @requiresScopes(scopes: [["email"]])
      salary: Int @policy(policies: [["hr", "office"], ["owner"]])
    }
  `,
  resolvers: {
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id, name: `n-${id}`, email: `e-${id}`, salary: 1 }),
    },
  },
};

let graph: AskedGraph;
beforeAll(async () => {
  graph = await createAskedGraph([blog, users]);
});

interface Case {
  readonly what: string;
  readonly operation: string;
  readonly access: Access;
  readonly data: unknown;
  readonly denied?: readonly string[];
  /** What was sent to the subgraphs. */
  readonly sent: readonly string[];
}

const cases: Case[] = [
  {
    what: "a field that nobody may see without a token, and leaves the rest",
    operation: "{ me { name } latest { title } }",
    access: nobody,
    data: { me: null, latest: { title: "Hello" } },
    denied: ["me"],
    sent: ["blog { latest { title } }"],
  },
  {
    what: "nothing of who has a token",
    operation: "{ me { name } latest { title } }",
    access: somebody(),
    data: { me: { name: "n-u1" }, latest: { title: "Hello" } },
    sent: ["blog { me { __typename id } latest { title } }", `users ${ofUsers("name")}`],
  },
  {
    what: "a field by its alias, in the items of lists of lists",
    operation: "{ all: pages { seen: views title } }",
    access: somebody(),
    data: { all: [[{ seen: null, title: "Hello" }], []] },
    denied: ["all.@.@.seen"],
    sent: ["blog { all: pages { title } }"],
  },
  {
    what: "nothing where one of the alternatives is held whole",
    operation: '{ post(id: "2") { ... on PrivateBlog { readers } } }',
    access: somebody(["admin"]),
    data: { post: { readers: ["u2"] } },
    sent: ['blog { post(id: "2") { __typename ... on PrivateBlog { readers } } }'],
  },
  {
    what: "a field where two alternatives are held by half",
    operation: '{ post(id: "2") { ... on PrivateBlog { readers title } } }',
    access: somebody(["blog:read"]),
    data: { post: { readers: null, title: "Diary" } },
    denied: ["post.readers"],
    sent: ['blog { post(id: "2") { __typename ... on PrivateBlog { title } } }'],
  },
  {
    what: "what only has to do with what is denied, fetches too",
    operation: "{ latest { author { email } title } }",
    access: nobody,
    data: { latest: { author: null, title: "Hello" } },
    denied: ["latest.author.email"],
    sent: ["blog { latest { title } }"],
  },
  {
    what: "a key from the answer, and asks for the rest by it",
    operation: "{ latest { author { id name } } }",
    access: nobody,
    // Its own null goes up: `id: ID!`.
    data: { latest: { author: null } },
    denied: ["latest.author.id"],
    sent: ["blog { latest { author { __typename id } } }", `users ${ofUsers("name")}`],
  },
  {
    what: "nothing that hangs on a key which is not shown",
    operation: "{ latest { author { name } } }",
    access: nobody,
    data: { latest: { author: { name: "n-u1" } } },
    sent: ["blog { latest { author { __typename id } } }", `users ${ofUsers("name")}`],
  },
  {
    what: "a field whose type is an object that is protected",
    operation: "{ latest { draft { text stage __typename } title } }",
    access: somebody(),
    data: { latest: { draft: null, title: "Hello" } },
    denied: ["latest.draft"],
    sent: ["blog { latest { title } }"],
  },
  {
    what: "a field whose type is a scalar that is protected",
    operation: "{ latest { rank title } }",
    access: somebody([], []),
    data: { latest: { rank: null, title: "Hello" } },
    denied: ["latest.rank"],
    sent: ["blog { latest { title } }"],
  },
  {
    what: "nothing where the policy of the scalar holds",
    operation: "{ latest { rank } }",
    access: somebody([], ["staff"]),
    data: { latest: { rank: 3 } },
    sent: ["blog { latest { rank } }"],
  },
  {
    what: "everything with a policy where nobody decides about policies",
    operation: "{ latest { rank title } }",
    access: somebody(["staff"]),
    data: { latest: { rank: null, title: "Hello" } },
    denied: ["latest.rank"],
    sent: ["blog { latest { title } }"],
  },
  {
    what: "a field of an interface that one of its implementers does not show",
    operation: "{ posts { id title } latest { title } }",
    access: nobody,
    // \`posts: [Post!]!\` and \`id: ID!\`.
    data: null,
    denied: ["posts.@.id", "posts.@.title"],
    sent: ["blog { posts { __typename } latest { title } }"],
  },
  {
    what: "an object that has only what is not shown of an interface",
    operation: '{ post(id: "1") { title views } }',
    access: nobody,
    data: { post: null },
    denied: ["post.title", "post.views"],
    sent: [],
  },
  {
    what: "a type inside a fragment, and shows the others",
    operation: "{ posts { __typename ... on PublicBlog { title } ... on PrivateBlog { title } } }",
    access: nobody,
    data: {
      posts: [
        { __typename: "PublicBlog", title: "Hello" },
        { __typename: "PrivateBlog", title: null },
      ],
    },
    denied: ["posts.@.title"],
    sent: ["blog { posts { __typename ... on PublicBlog { title } } }"],
  },
  {
    what: "only those objects that it is not shown of, where an interface and a fragment ask for one field",
    operation: "{ posts { title ... on PublicBlog { title } } }",
    access: nobody,
    data: { posts: [{ title: "Hello" }, { title: null }] },
    denied: ["posts.@.title"],
    sent: ["blog { posts { __typename ... on PublicBlog { title } } }"],
  },
  {
    what: "what an interface and a fragment ask for of one object, where the one needs its type and the other does not",
    operation: "{ posts { next { ... on PublicBlog { title } } ... on PublicBlog { next { id } } } }",
    access: somebody(),
    data: { posts: [{ next: { title: null, id: "1" } }, { next: null }] },
    denied: ["posts.@.next"],
    sent: ["blog { posts { __typename ... on PublicBlog { next { __typename id } } } }"],
  },
  {
    what: "a member of a union",
    operation: "{ search { ... on PrivateBlog { title } ... on PublicBlog { title views } } }",
    access: nobody,
    data: { search: [{ title: "Hello", views: null }, { title: null }] },
    denied: ["search.@.title", "search.@.views"],
    sent: ["blog { search { __typename ... on PublicBlog { title } } }"],
  },
  {
    what: "inside named fragments, each place once",
    operation: "{ latest { ...F ...G } } fragment F on Post { views title } fragment G on PublicBlog { views }",
    access: somebody(),
    data: { latest: { views: null, title: "Hello" } },
    denied: ["latest.views"],
    sent: ["blog { latest { title } }"],
  },
  {
    what: "a null up to what may be null, with one error",
    operation: "{ latest { must title } pages { must } }",
    access: somebody(),
    data: { latest: null, pages: null },
    denied: ["latest.must", "pages.@.@.must"],
    sent: ["blog { latest { title } }"],
  },
  {
    what: "a mutation, which is not done",
    operation: 'mutation { publish(id: "1") { title } withdraw(id: "1") { title } }',
    access: somebody(),
    data: { publish: { title: "Published" }, withdraw: null },
    denied: ["withdraw"],
    sent: ['blog mutation { publish(id: "1") { title } }'],
  },
  {
    what: "what is asked of a mutation, which is done",
    operation: 'mutation { publish(id: "1") { views } }',
    access: somebody(),
    data: { publish: { views: null } },
    denied: ["publish.views"],
    sent: ['blog mutation { publish(id: "1") { __typename } }'],
  },
  {
    what: "all of an operation, and asks nobody",
    operation: "{ me { name email } }",
    access: nobody,
    data: { me: null },
    denied: ["me"],
    sent: [],
  },
  {
    what: "fields that are skipped without a word",
    operation: "query ($no: Boolean = false) { latest { title views @include(if: $no) } }",
    access: nobody,
    data: { latest: { title: "Hello" } },
    sent: ["blog { latest { title } }"],
  },
];

function ofUsers(fields: string): string {
  return `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${fields} } } }`;
}

describe("access rules", () => {
  it.each(cases)("take out $what", async ({ operation, access, data, denied = [], sent }) => {
    expect(seenIn(await graph.ask(operation, access))).toEqual({ data, denied, others: [] });
    expect(graph.sent().map(({ subgraph, document }) => `${subgraph} ${document.replaceAll(/\s+/g, " ")}`)).toEqual(
      sent,
    );
  });

  it("say of each field why it is null, in the words of other routers", async () => {
    expect(await graph.ask("{ me { name } latest { views title } }", nobody)).toEqual({
      data: { me: null, latest: { views: null, title: "Hello" } },
      errors: [
        { message: "Unauthorized field or type", path: ["me"], extensions: { code: "UNAUTHORIZED_FIELD_OR_TYPE" } },
        {
          message: "Unauthorized field or type",
          path: ["latest", "views"],
          extensions: { code: "UNAUTHORIZED_FIELD_OR_TYPE" },
        },
      ],
    });
  });

  it("are asked for once per operation, by the names that it depends on", async () => {
    const asked: (readonly string[])[] = [];
    const policies = async (names: readonly string[]): Promise<ReadonlySet<string>> => {
      asked.push(names);
      return new Set(["owner"]);
    };
    const operation = "{ latest { author { salary pay: salary } title } }";
    const answer = await graph.ask(operation, { ...somebody(), policies });
    expect(answer).toEqual({ data: { latest: { author: { salary: 1, pay: 1 }, title: "Hello" } } });
    // By both ways of asking.
    expect(asked).toEqual([
      ["hr", "office", "owner"],
      ["hr", "office", "owner"],
    ]);
    asked.length = 0;
    await graph.ask("{ latest { title } }", { ...somebody(), policies });
    expect(asked).toEqual([]);
  });

  it("do not hide the schema", async () => {
    const answer = await graph.ask('{ __type(name: "Draft") { name } __typename }', nobody);
    expect(answer).toEqual({ data: { __type: { name: "Draft" }, __typename: "Query" } });
  });
});
