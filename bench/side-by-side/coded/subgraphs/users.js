import { defineSubgraph, RestSource } from "restuary";

class UsersApi extends RestSource {
  baseURL = "http://127.0.0.1:18410/";

  byId = this.loader(async (ids) => {
    const users = await this.get(`users?${ids.map((id) => `id=${encodeURIComponent(id)}`).join("&")}`);
    return new Map(users.map((user) => [user.id, user]));
  });
}

export default defineSubgraph({
  name: "users",
  typeDefs: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

    type Query {
      user(id: Int!): User
    }

    type User @key(fields: "id") {
      id: Int!
      name: String!
      username: String!
      email: String!
      phone: String
      website: String
    }
  `,
  sources: { api: UsersApi },
  resolvers: {
    Query: { user: (_root, { id }, { sources }) => sources.api.byId.load(id) },
    User: { __resolveReference: ({ id }, { sources }) => sources.api.byId.load(id) },
  },
});
