import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";

const start = subgraphStarter();

const rest = `extend schema @link(url: "https://restuary.dev/rest/v0.1", import: ["@request"])\n`;

/** One field whose argument is any JSON, and the request that it sends. */
async function send(
  value: unknown,
  options: { method?: string; url?: string; body?: string; request: string },
): Promise<{ method: string; url: string; headers: Record<string, unknown>; body: string }> {
  const { method = "GET", url = "/x", body, request } = options;
  const shop = await start({
    sdl: `${rest}
      scalar JSON
      type Query { v(v: JSON): JSON
        @connect(source: "api", http: { ${method}: "${url}"${body === undefined ? "" : `, body: "${body}"`} }, selection: "$")
        @request(${request})
      }`,
    handler: () => ({ json: "ok" }),
  });
  const { errors } = await shop.run("query ($v: JSON) { v(v: $v) }", { v: value });
  const [sent] = shop.requests;
  if (!sent) throw new Error(errors.map(({ message }) => message).join("\n"));
  expect(errors).toEqual([]);
  return sent;
}

/** A POST whose body is the argument. */
function post(request: string): { method: string; body: string; request: string } {
  return { method: "POST", body: "$args.v", request };
}

const list = ["blue", "black", "brown"];
const object = { R: 100, G: 200, B: 150 };

// The table of OpenAPI 3.1.1, section 4.8.12.6, with what RFC 6570 says of an empty text.
describe("a parameter in the query", () => {
  it.each([
    ["form", true, "", "color="],
    ["form", true, "blue", "color=blue"],
    ["form", true, list, "color=blue&color=black&color=brown"],
    ["form", true, object, "R=100&G=200&B=150"],
    ["form", false, "", "color="],
    ["form", false, "blue", "color=blue"],
    ["form", false, list, "color=blue,black,brown"],
    ["form", false, object, "color=R,100,G,200,B,150"],
    ["spaceDelimited", false, list, "color=blue%20black%20brown"],
    ["spaceDelimited", false, object, "color=R%20100%20G%20200%20B%20150"],
    ["spaceDelimited", true, list, "color=blue&color=black&color=brown"],
    ["pipeDelimited", false, list, "color=blue%7Cblack%7Cbrown"],
    ["pipeDelimited", false, object, "color=R%7C100%7CG%7C200%7CB%7C150"],
    ["pipeDelimited", true, list, "color=blue&color=black&color=brown"],
    ["deepObject", true, object, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
    [
      "deepObject",
      true,
      { a: { b: 1 }, c: ["x", "y"] },
      "color%5Ba%5D%5Bb%5D=1&color%5Bc%5D%5B%5D=x&color%5Bc%5D%5B%5D=y",
    ],
    ["deepObject", true, [{ a: 1, b: 2 }], "color%5B0%5D%5Ba%5D=1&color%5B0%5D%5Bb%5D=2"],
    ["deepObject", true, list, "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown"],
  ])("of style %s, exploded %j: %j is %s", async (style, explode, value, query) => {
    const request = `parameters: [{ name: "color", in: query, value: "$args.v", style: ${style}, explode: ${explode} }]`;
    expect((await send(value, { request })).url).toBe(`/x?${query}`);
  });

  it.each([
    ["null", null],
    ["an empty list", []],
    ["an empty object", {}],
    ["a list of nulls", [null]],
  ])("is left out for %s", async (_name, value) => {
    const parameters = ["form", "spaceDelimited", "deepObject"].map(
      (style) => `{ name: "${style}", in: query, value: "$args.v", style: ${style}, explode: false }`,
    );
    expect((await send(value, { request: `parameters: [${parameters.join(", ")}]` })).url).toBe("/x");
  });

  it("is form, and exploded, by default; other styles are not exploded", async () => {
    const request = `parameters: [{ name: "a", in: query, value: "$args.v" }, { name: "b", in: query, value: "$args.v", style: pipeDelimited }]`;
    expect((await send([1, 2], { request })).url).toBe("/x?a=1&a=2&b=1%7C2");
  });

  it("follows what the connector itself asks", async () => {
    const request = `parameters: [{ name: "page[size]", in: query, value: "$args.v" }]`;
    expect((await send(5, { url: "/x?sort=up", request })).url).toBe("/x?sort=up&page%5Bsize%5D=5");
  });

  it("encodes what separates, in names and values", async () => {
    const request = `parameters: [{ name: "q,&", in: query, value: "$args.v", explode: false }]`;
    expect((await send(["a,b", "c&d=e", "ü +%"], { request })).url).toBe("/x?q%2C%26=a%2Cb,c%26d%3De,%C3%BC%20%2B%25");
  });

  it("keeps reserved characters where it allows them, but none that would begin something else", async () => {
    const request = `parameters: [{ name: "q", in: query, value: "$args.v", allowReserved: true }]`;
    expect((await send("a/b?c:d@e,f;g=h!i%2Fj#k&l+m[n] %", { request })).url).toBe(
      "/x?q=a/b?c:d@e,f;g=h!i%2Fj%23k%26l%2Bm%5Bn%5D%20%25",
    );
  });

  it("may be a document of JSON", async () => {
    const request = `parameters: [{ name: "filter", in: query, value: "$args.v", content: "application/json" }]`;
    expect((await send({ a: [1, "ü"] }, { request })).url).toBe("/x?filter=%7B%22a%22%3A%5B1%2C%22%C3%BC%22%5D%7D");
  });
});

describe("a parameter in the path", () => {
  it.each([
    ["simple", false, "blue", "blue"],
    ["simple", false, list, "blue,black,brown"],
    ["simple", false, object, "R,100,G,200,B,150"],
    ["simple", true, list, "blue,black,brown"],
    ["simple", true, object, "R=100,G=200,B=150"],
    ["label", false, "blue", ".blue"],
    ["label", false, list, ".blue,black,brown"],
    ["label", false, object, ".R,100,G,200,B,150"],
    ["label", true, list, ".blue.black.brown"],
    ["label", true, object, ".R=100.G=200.B=150"],
    ["matrix", false, "", ";color"],
    ["matrix", false, "blue", ";color=blue"],
    ["matrix", false, list, ";color=blue,black,brown"],
    ["matrix", false, object, ";color=R,100,G,200,B,150"],
    ["matrix", true, list, ";color=blue;color=black;color=brown"],
    ["matrix", true, object, ";R=100;G=200;B=150"],
    // RFC 6570, section 2.3: what holds nothing is undefined, and expands to nothing.
    ["label", false, [], ""],
    ["label", true, {}, ""],
    ["matrix", true, [null], ""],
  ])("of style %s, exploded %j: %j is %s", async (style, explode, value, text) => {
    const request = `parameters: [{ name: "color", in: path, value: "$args.v", style: ${style}, explode: ${explode} }]`;
    expect((await send(value, { url: "/a/{$args.v}/b", request })).url).toBe(`/a/${text}/b`);
  });

  it("encodes each piece, so that none can leave its segment", async () => {
    const request = `parameters: [{ name: "p", in: path, value: "$args.v" }]`;
    const { url } = await send(["../x", "a,b", "?q#f;", "%2e"], { url: "/a/{ $args.v }/b", request });
    expect(url).toBe("/a/..%2Fx,a%2Cb,%3Fq%23f%3B,%252e/b");
  });

  it.each([
    ["null", "simple", null],
    ["an empty list", "simple", []],
    ["an empty object", "simple", {}],
    ["two dots", "simple", ".."],
    ["a dot behind a label's dot", "label", "."],
    ["nothing behind a label's dot", "label", ""],
    ["half of a surrogate pair", "matrix", "\ud800"],
  ])("is refused for %s", async (_name, style, value) => {
    const request = `parameters: [{ name: "p", in: path, value: "$args.v", style: ${style} }]`;
    await expect(send(value, { url: "/a/{$args.v}/b", request })).rejects.toThrow();
  });
});

describe("a parameter in a header", () => {
  it.each([
    [false, "blue", "blue"],
    [false, 5, "5"],
    [false, list, "blue,black,brown"],
    [false, object, "R,100,G,200,B,150"],
    [true, object, "R=100,G=200,B=150"],
  ])("exploded %j: %j is %s", async (explode, value, text) => {
    const request = `parameters: [{ name: "X-Color", in: header, value: "$args.v", explode: ${explode} }]`;
    expect((await send(value, { request })).headers["x-color"]).toBe(text);
  });

  it("may be JSON, and is left out for null", async () => {
    const request = `parameters: [{ name: "X-Color", in: header, value: "$args.v", content: "application/json" }]`;
    expect((await send(object, { request })).headers["x-color"]).toBe('{"R":100,"G":200,"B":150}');
    expect((await send(null, { request })).headers["x-color"]).toBeUndefined();
  });

  it("cannot begin another header", async () => {
    const request = `parameters: [{ name: "X-Color", in: header, value: "$args.v" }]`;
    await expect(send(["a\r\nX-Evil: 1"], { request })).rejects.toThrow();
  });
});

describe("a parameter in a cookie", () => {
  it.each([
    [true, "blue", "color=blue"],
    [true, "a; b=c", "color=a%3B%20b%3Dc"],
    [true, list, "color=blue; color=black; color=brown"],
    [true, object, "R=100; G=200; B=150"],
    [false, list, "color=blue,black,brown"],
    [false, object, "color=R,100,G,200,B,150"],
  ])("exploded %j: %j is %s", async (explode, value, text) => {
    const request = `parameters: [{ name: "color", in: cookie, value: "$args.v", explode: ${explode} }]`;
    expect((await send(value, { request })).headers["cookie"]).toBe(text);
  });

  it("stands in one header with those that the connector sets", async () => {
    const shop = await start({
      sdl: `${rest} type Query { v(a: String, b: String): String
        @connect(source: "api", http: { GET: "/x", headers: [{ name: "Cookie", value: "k=1" }] }, selection: "$")
        @request(parameters: [{ name: "a", in: cookie, value: "$args.a" }, { name: "b", in: cookie, value: "$args.b" }]) }`,
      handler: () => ({ json: "ok" }),
    });
    await shop.run('{ v(a: "x", b: null) }');
    expect(shop.requests[0]?.headers.cookie).toBe("k=1; a=x");
  });
});

describe("a body", () => {
  it("as a form repeats lists and writes objects as JSON", async () => {
    const sent = await send(
      { a: "x y", list: [1, 2], o: { k: "v" }, none: null },
      post('body: { mediaType: "application/x-www-form-urlencoded" }'),
    );
    expect(sent.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(sent.body).toBe("a=x+y&list=1&list=2&o=%7B%22k%22%3A%22v%22%7D&none=");
  });

  it("as a form writes properties by their encoding", async () => {
    const sent = await send(
      { list: ["a", "b"], deep: { k: 1 }, spread: { m: 2 }, json: [1, 2] },
      post(`body: { mediaType: "application/x-www-form-urlencoded", encoding: [
        { property: "list", style: pipeDelimited } { property: "deep", style: deepObject }
        { property: "spread", explode: true } { property: "json", contentType: "application/json" }
      ] }`),
    );
    expect(decodeURIComponent(sent.body)).toBe("list=a|b&deep[k]=1&m=2&json=[1,2]");
  });

  it("as multipart has a part per property and item, files among them", async () => {
    const sent = await send(
      {
        title: "Hé",
        tags: ["a", "b"],
        meta: { k: 1 },
        none: null,
        list: [1],
        file: "text of a file",
        images: ["data:image/png;name=a%22b.png;base64,QUI=", "data:;base64,AAE="],
      },
      post(`body: { mediaType: "multipart/form-data", encoding: [
        { property: "list", contentType: "application/json" }
        { property: "file", file: true, contentType: "text/csv" } { property: "images", file: true }
      ] }`),
    );
    const form = await new Response(sent.body, {
      headers: { "content-type": String(sent.headers["content-type"]) },
    }).formData();
    const parts = await Promise.all(
      [...form].map(async ([name, value]) =>
        typeof value === "string" ? [name, value] : [name, value.name, value.type, value.size, await value.text()],
      ),
    );
    expect(parts.slice(0, 6)).toEqual([
      ["title", "Hé"],
      ["tags", "a"],
      ["tags", "b"],
      ["meta", '{"k":1}'],
      ["list", "[1]"],
      ["file", "file", "text/csv", 14, "text of a file"],
    ]);
    expect(parts.slice(6)).toEqual([
      ["images", 'a"b.png', "image/png", 2, "AB"],
      ["images", "images", "application/octet-stream", 2, "\u0000\u0001"],
    ]);
    expect(sent.body).toContain('name="meta"\r\nContent-Type: application/json\r\n\r\n{"k":1}\r\n');
  });

  it("cannot smuggle a part or a header by a name", async () => {
    const sent = await send(
      { 'a"\r\nX: 1': "data:text/plain;name=x%0D%0AY%3A%201;base64,QQ==" },
      post(`body: { mediaType: "multipart/form-data", encoding: [{ property: "a\\"\\r\\nX: 1", file: true }] }`),
    );
    expect(sent.body).toContain('name="a%22%0D%0AX: 1"; filename="x%0D%0AY: 1"\r\nContent-Type: text/plain\r\n\r\nA');
  });

  it.each([
    ["text/plain", "data:text/plain;base64,QQ==", "data:text/plain;base64,QQ=="],
    ["text/csv; charset=utf-8", 5, "5"],
    ["application/octet-stream", "data:;base64,QUI=", "AB"],
    ["application/octet-stream", "text", "text"],
    ["application/merge-patch+json", { a: null }, '{"a":null}'],
    ["application/json", "x", '"x"'],
  ])("of type %s is %j as it is", async (mediaType, value, body) => {
    const sent = await send(value, post(`body: { mediaType: "${mediaType}" }`));
    expect([sent.headers["content-type"], sent.body]).toEqual([mediaType, body]);
  });

  it("is the directive's own value where it has one, also of a GET", async () => {
    const sent = await send(
      { a: 1 },
      { request: 'method: "QUERY", body: { mediaType: "application/json", value: "q: $args.v" }' },
    );
    expect([sent.method, sent.body]).toEqual(["QUERY", '{"q":{"a":1}}']);
  });

  it("is refused where the value has no such form", async () => {
    await expect(send([1], post('body: { mediaType: "multipart/form-data" }'))).rejects.toThrow(/media type/);
    await expect(send({ a: 1 }, post('body: { mediaType: "text/plain" }'))).rejects.toThrow(/media type/);
  });
});

describe("an answer", () => {
  it.each([
    ["text", "text/html", "<p>é</p>", "<p>é</p>"],
    ["base64", "image/png", Buffer.from([0, 255, 16]), "AP8Q"],
    ["json", "text/javascript", '{"a":1}', { a: 1 }],
  ])("is read as %s, whatever its media type", async (kind, type, body, value) => {
    const shop = await start({
      sdl: `${rest} scalar JSON type Query { v: JSON
        @connect(source: "api", http: { GET: "/x" }, selection: "$") @request(response: ${kind}, accept: "${type}, */*;q=0.1") }`,
      handler: () => ({ headers: { "content-type": type }, body }),
    });
    expect(await shop.run("{ v }")).toEqual({ data: { v: value }, errors: [] });
    expect(shop.requests[0]?.headers.accept).toBe(`${type}, */*;q=0.1`);
  });
});

it("goes with the connector of its index, and reads the object that it is for", async () => {
  const shop = await start({
    sdl: `${rest}
      type Query { user: User @connect(source: "api", http: { GET: "/user" }, selection: "id") }
      type User @connect(source: "api", http: { GET: "/a" }, selection: "a")
        @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name")
        @request(connect: 1, parameters: [{ name: "id", in: path, style: matrix, value: "$this.id" }, { name: "f", in: query, value: "$this.id" }])
      { id: ID! name: String a: String }`,
    handler: ({ url }) => ({ json: url === "/user" ? { id: 4 } : { id: 4, name: "Di" } }),
  });
  expect(await shop.run("{ user { name } }")).toEqual({ data: { user: { name: "Di" } }, errors: [] });
  expect(shop.calls()).toEqual(["GET /user", "GET /users/;id=4?f=4"]);
});
