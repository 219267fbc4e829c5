/** The graph that hostile requests are sent to: what their texts name has to exist, or they are refused too early. */
import type { Graph } from "../../gateway/graph.ts";
import { composeDeclared, openDeclared, schemaSdl } from "../open-declared.ts";

/** @param baseUrl  Of a service that answers `{"id":"1"}` to everything. */
export async function openHostileGraph(baseUrl: string): Promise<Graph> {
  const selection = "id name";
  const sdl = `${schemaSdl(baseUrl)}
    scalar JSON
    input Filter { name: String, any: [JSON], all: [Filter!], not: Filter, limit: Int }
    interface Node { id: ID! }
    type Query {
      user(id: ID = "1", name: String, filter: Filter, any: JSON, flag: Boolean, count: Int): User
        @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "${selection}")
      users(ids: [ID!], filter: Filter): [User]
        @connect(source: "api", http: { GET: "/users" }, selection: "${selection}")
    }
    type Mutation {
      save(filter: Filter!): User
        @connect(source: "api", http: { POST: "/users", body: "filter: $args.filter" }, selection: "${selection}")
    }
    type User implements Node @key(fields: "id") {
      id: ID!
      name: String
      friend: User @connect(source: "api", http: { GET: "/users/{$this.id}/friend" }, selection: "${selection}")
      friends(first: Int): [User]
        @connect(source: "api", http: { GET: "/users/{$this.id}/friends" }, selection: "${selection}")
    }
  `;
  return openDeclared(await composeDeclared([{ name: "users", sdl }]));
}
