import { describe, expect, it } from "@jest/globals";
import { answers, drift, lines, object, openApi } from "./drift.ts";

const text = { type: "string" };
const integer = { type: "integer" };
const ref = (name: string): unknown => ({ $ref: `#/components/schemas/${name}` });

const events = (...members: unknown[]): Record<string, unknown> =>
  openApi({ "/event": { get: answers({ oneOf: members }) } });

const tags = (style: string, items: unknown = text): Record<string, unknown> =>
  openApi({
    "/users": {
      get: answers(
        { type: "array", items: object({ "id!": text }) },
        {
          parameters: [{ name: "tags", in: "query", style, explode: false, schema: { type: "array", items } }],
        },
      ),
    },
  });

describe("types with @mapping", () => {
  const sdl = `
type Query {
  folder: Folder @connect(source: "api", http: { GET: "/folder" }, selection: "$.root")
  folders: [Folder] @connect(source: "api", http: { GET: "/folders" }, selection: "$")
}
type Folder @mapping(fields: "name: title parent children owner { name }") {
  name: String parent: Folder children: [Folder!] owner: Owner
}
type Owner { name: String! }
`;
  const paths = {
    "/folder": { get: answers(object({ root: ref("Folder") })) },
    "/folders": { get: answers({ type: "array", items: ref("Folder") }) },
  };
  const folder = (title: string, owner: unknown): Record<string, unknown> => ({
    Folder: object({
      [title]: text,
      parent: ref("Folder"),
      children: { type: "array", items: ref("Folder") },
      owner,
    }),
  });
  const before = openApi(paths, folder("title", object({ "name!": text })));

  it("are followed where they lead to themselves, and what is wrong with one is said once", () => {
    expect(lines(drift({ sdl, before }))).toEqual([]);
    const after = openApi(paths, folder("label", object({ name: text, "id!": text })));
    expect(lines(drift({ sdl, before, after }))).toEqual([
      "error DRIFT_PROPERTY_REMOVED 11:37 Folder.name: `GET /folder` no longer returns `root.title`: `Folder.name` (users.graphql:12:3) becomes null. It may be `label` now. It was `#/components/schemas/Folder/properties/title`; see `#/components/schemas/Folder` now.",
      "error DRIFT_NULLABLE 11:67 Owner.name: `GET /folder` may now leave out `root.owner.name`: `Owner.name` (users.graphql:14:14) must not be null. See `#/components/schemas/Folder/properties/owner/properties/name`.",
    ]);
  });

  it("of abstract types are told apart as the mapping does", () => {
    const abstract = `
type Query { event: Event @connect(source: "api", http: { GET: "/event" }, selection: "$") }
union Event @mapping(type: "kind->match(['login', 'Login'], ['order', 'Order'], [@, null])") = Login | Order
type Login @mapping(fields: "at") { at: String! }
type Order @mapping(fields: "total") { total: Int! }
`;
    const login = object({ "kind!": { type: "string", enum: ["login"] }, "at!": text });
    const order = object({ "kind!": { type: "string", enum: ["order"] }, "total!": integer });
    const free = object({ "kind!": { type: "string", enum: ["order"] }, "total!": text });
    expect(lines(drift({ sdl: abstract, before: events(login, order) }))).toEqual([]);
    expect(lines(drift({ sdl: abstract, before: events(login, order), after: events(login, free) }))).toEqual([
      "error DRIFT_TYPE_CHANGED 10:30 Order.total: `GET /event` now returns a string, not an integer, as `total`: `Order.total` (users.graphql:10:40) is of type `Int` and fails. See `#/paths/~1event/get/responses/200/content/application~1json/schema/oneOf/1/properties/total`.",
    ]);
  });
});

describe("parameters of @request", () => {
  it("are held against the style that they are read in", () => {
    const sdl = `
type Query {
  users(tags: [String!]): [User]
    @connect(source: "api", http: { GET: "/users" }, selection: "id")
    @request(parameters: [{ name: "tags", in: query, value: "$args.tags", style: pipeDelimited }])
}
type User { id: ID }
`;
    expect(lines(drift({ sdl, before: tags("pipeDelimited") }))).toEqual([]);
    expect(lines(drift({ sdl, before: tags("pipeDelimited"), after: tags("form") }))).toEqual([
      "error DRIFT_PARAMETER_STYLE 10:61 Query.users: `GET /users` now reads the query parameter `tags` in the style `form`, not `pipeDelimited`: `Query.users` (users.graphql:8:3) is asked with a list that is read otherwise. See `#/paths/~1users/get/parameters/0`.",
    ]);
    const next = tags("pipeDelimited", { type: "string", enum: ["a", "b"] });
    expect(lines(drift({ sdl, before: tags("pipeDelimited"), after: next }))).toEqual([
      "error DRIFT_PARAMETER_ENUM 10:61 Query.users: `GET /users` now takes `a`, `b` alone as the query parameter `tags`: `Query.users` (users.graphql:8:3) can send any `String`. See `#/paths/~1users/get/parameters/0/schema/items`.",
    ]);
  });
});
