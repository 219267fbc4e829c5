import { afterEach, describe, expect, it } from "@jest/globals";
import { answering, importParts, sdlOf } from "./import.ts";
import { answeringServer, query } from "./serve-import.ts";

const text = { type: "string" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const inPath = (name: string) => ({ name, in: "path", required: true, schema: text });
const schemas = {
  Post: {
    type: "object",
    required: ["id"],
    properties: { id: text, writtenBy: text, shop: { type: "object", required: ["code"], properties: { code: text } } },
  },
  User: { type: "object", required: ["id"], properties: { id: text, name: text } },
};

interface Parts {
  readonly links: unknown;
  readonly more?: Record<string, unknown>;
  readonly url?: string;
}

function importPosts({ links, more = {}, url = "http://api.test" }: Parts) {
  const reading = answering(ref("Post"), { operationId: "getPost", parameters: [inPath("id")] });
  const answers = reading["responses"] as Record<string, Record<string, unknown>>;
  return importParts({
    servers: [{ url }],
    paths: {
      "/posts/{id}": {
        get: { ...reading, responses: { "200": { ...answers["200"], links } } },
        delete: { operationId: "deletePost", parameters: [inPath("id")], responses: { "204": { description: "" } } },
      },
      "/users/{userId}": { get: answering(ref("User"), { operationId: "getUser", parameters: [inPath("userId")] }) },
      "/search": {
        get: answering(
          { type: "array", items: ref("Post") },
          {
            operationId: "searchPosts",
            parameters: [
              { name: "shop", in: "query", schema: text },
              { name: "order", in: "query", schema: text },
            ],
          },
        ),
      },
      ...more,
    },
    components: { schemas },
  });
}

/** The fields of `Post`. */
function fieldsOf(parts: Parts): string {
  return /type Post [\s\S]*?\{\n([\s\S]*?)\n\}/.exec(sdlOf(importPosts(parts)))?.[1] ?? "";
}

let server: Awaited<ReturnType<typeof answeringServer>> | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("a link", () => {
  it("to what finds an entity by its key is a reference to it", () => {
    const links = { author: { operationId: "getUser", parameters: { userId: "$response.body#/writtenBy" } } };
    expect(fieldsOf({ links })).toContain("  writtenBy: String\n  shop: PostShop\n  author: User");
    expect(importPosts({ links }).sdl).toContain(
      'selection: "id writtenBy? shop? { code } author: { id: $.writtenBy? }"',
    );
  });

  it("to anything else is a field that asks for it, with the other parameters as arguments", () => {
    const links = {
      FindPostSiblingsByShop: {
        operationRef: "#/paths/~1search/get",
        parameters: { "query.shop": "$response.body#/shop/code" },
      },
    };
    expect(fieldsOf({ links })).toContain(`  siblings(order: String): [Post!]
    @connect(
      source: "api"
      http: {
        GET: "/search"
        queryParams: """
        shop: $this.shop.code?
        order: $args.order?
        """
      }
      selection: "id writtenBy? shop? { code }"
    )`);
  });

  it("is followed by what the answer holds", async () => {
    server = await answeringServer({
      "/posts/1": { id: "1", writtenBy: "7", shop: { code: "s" } },
      "/users/7": { id: "7", name: "Ada" },
      "/search?shop=s&order=new": [{ id: "2" }],
    });
    const { sdl } = importPosts({
      url: server.url,
      links: {
        author: { operationId: "getUser", parameters: { userId: "$response.body#/writtenBy" } },
        siblings: { operationId: "searchPosts", parameters: { shop: "$response.body#/shop/code" } },
      },
    });
    expect(await query(sdl, '{ post(id: "1") { author { name } siblings(order: "new") { id } } }')).toEqual({
      data: { post: { author: { name: "Ada" }, siblings: [{ id: "2" }] } },
    });
    expect(server.calls().toSorted()).toEqual(["/posts/1", "/search?shop=s&order=new", "/users/7"]);
  });

  it("is listed with the operation that answers it", () => {
    const links = {
      author: { operationId: "getUser", parameters: { userId: "$response.body#/writtenBy" } },
      siblings: { operationId: "searchPosts", parameters: { shop: "$response.body#/shop/code" } },
    };
    expect(importPosts({ links }).relations).toEqual([
      { field: "Post.siblings", operation: "GET /search" },
      { field: "Post.author", operation: "GET /users/{userId}" },
    ]);
  });

  it("by a value of the request is one by the key that it is", () => {
    const more = {
      "/drafts": {
        get: answering(
          { type: "array", items: ref("Post") },
          {
            operationId: "listDrafts",
            parameters: [{ name: "of", in: "query", required: true, schema: text }],
          },
        ),
      },
    };
    const links = { drafts: { operationId: "listDrafts", parameters: { of: "$request.path.id" } } };
    expect(fieldsOf({ links, more })).toContain('http: { GET: "/drafts", queryParams: "of: $this.id" }');
  });

  it.each([
    ["changes something", { operationId: "deletePost", parameters: { id: "$response.body#/id" } }],
    ["leads back to where it is", { operationId: "getPost", parameters: { id: "$response.body#/id" } }],
  ])("that %s is no field", (_name, link) => {
    expect(importPosts({ links: { other: link } }).findings).toEqual([]);
    expect(fieldsOf({ links: { other: link } })).not.toContain("other");
  });

  it.each([
    [
      { operationId: "getUsr", parameters: { userId: "$response.body#/writtenBy" } },
      "Its operation is not one of those imported; this link is left out.",
    ],
    [
      { operationId: "getUser", parameters: { userId: "$response.body#/writer" } },
      "`$response.body#/writer` is nothing that `Post` holds; this link is left out.",
    ],
    [
      { operationId: "getUser", parameters: { id: "$response.body#/writtenBy" } },
      "`id` is no parameter of its operation; this link is left out.",
    ],
    [{ operationId: "getUser" }, "It says nothing that its operation could be asked with; this link is left out."],
  ])("that cannot be followed is reported: %o", (link, message) => {
    expect(importPosts({ links: { author: link } }).findings).toEqual([
      { kind: "simplified", pointer: "#/paths/~1posts~1{id}/get/responses/200/links/author", message },
    ]);
  });
});
