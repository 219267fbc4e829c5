import { defineSubgraph, RestSource } from "restuary";

class PostsApi extends RestSource {
  baseURL = "http://127.0.0.1:18410/";
  list = () => this.get("posts");
}

export default defineSubgraph({
  name: "posts",
  typeDefs: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

    type Query {
      posts: [Post!]
      greet: String!
    }

    type Post {
      id: Int!
      userId: Int!
      title: String!
      body: String!
      user: User
    }

    type User @key(fields: "id", resolvable: false) {
      id: Int!
    }
  `,
  sources: { api: PostsApi },
  resolvers: {
    Query: { posts: (_root, _args, { sources }) => sources.api.list(), greet: () => "Hello World!" },
    Post: { user: (post) => ({ id: post.userId }) },
  },
});
