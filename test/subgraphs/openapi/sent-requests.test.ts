/** An operation of a document, the GraphQL that asks for it, and the request that the service gets. */
import { describe, expect, it } from "@jest/globals";
import type { RecordedRequest } from "../../support/rest-server.ts";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";
import { answering, importParts, importWhole } from "./import.ts";

const start = subgraphStarter();

const text = { type: "string" };
const list = { type: "array", items: text };
const object = { type: "object", properties: { a: text, b: text } };

async function sent(sdl: string, query: string, answer: Parameters<typeof respond>[0] = {}): Promise<RecordedRequest> {
  const service = await start({ sdl: sdl.replace("http://api.test", "SERVER"), handler: () => respond(answer) });
  const { errors } = await service.run(query);
  expect(errors).toEqual([]);
  const [request] = service.requests;
  if (!request) throw new Error("Nothing was sent.");
  return request;
}

function respond({ type = "application/json", body = "{}", status = 200 }): {
  status: number;
  headers: Record<string, string>;
  body: string;
} {
  return { status, headers: { "content-type": type }, body };
}

/** Of a GET with this one parameter, whose argument is written as `value`. */
async function sentBy(
  parameter: Record<string, unknown>,
  value: string,
  options: Parameters<typeof importParts>[2] = {},
): Promise<RecordedRequest> {
  const path = parameter["in"] === "path" ? "/things/{x}" : "/things";
  const { sdl, operations } = importParts(
    { paths: { [path]: { get: answering({}, { parameters: [{ name: "x", ...parameter }] }) } } },
    "3.1.0",
    options,
  );
  return sent(sdl, `{ ${operations[0]?.field ?? ""}(x: ${value}) }`);
}

const listValue = '["1,2", "3 4"]';
const objectValue = '{ a: "1,2", b: "3=4" }';

describe("a parameter in the query", () => {
  it.each([
    ["text", { schema: text }, '"a b&c"', "x=a%20b%26c"],
    ["form", { schema: list }, listValue, "x=1%2C2&x=3%204"],
    ["form, not exploded", { schema: list, explode: false }, listValue, "x=1%2C2,3%204"],
    ["spaces", { schema: list, style: "spaceDelimited", explode: false }, listValue, "x=1%2C2%203%204"],
    ["pipes", { schema: list, style: "pipeDelimited", explode: false }, listValue, "x=1%2C2%7C3%204"],
    ["an object", { schema: object }, objectValue, "a=1%2C2&b=3%3D4"],
    ["an object, not exploded", { schema: object, explode: false }, objectValue, "x=a,1%2C2,b,3%3D4"],
    ["an object in pipes", { schema: object, style: "pipeDelimited" }, objectValue, "x=a%7C1%2C2%7Cb%7C3%3D4"],
    ["deepObject", { schema: object, style: "deepObject" }, objectValue, "x%5Ba%5D=1%2C2&x%5Bb%5D=3%3D4"],
    ["any object in deepObject", { schema: { type: "object" }, style: "deepObject" }, "{ k: [1] }", "x%5Bk%5D%5B%5D=1"],
    ["anything, a list", { schema: {}, explode: false }, listValue, "x=1%2C2,3%204"],
    ["anything, an object", { schema: {} }, objectValue, "a=1%2C2&b=3%3D4"],
    ["JSON", { content: { "application/json": { schema: object } } }, '{ a: "1" }', "x=%7B%22a%22%3A%221%22%7D"],
    ["reserved characters", { schema: text, allowReserved: true }, '"a/b,c&d"', "x=a/b,c%26d"],
    ["numbers", { schema: { type: "array", items: { type: "integer" } }, explode: false }, "[1, 2]", "x=1,2"],
    ["an enum", { schema: { type: "array", items: { enum: ["a-b", "c"] } }, explode: false }, "[a_b, c]", "x=a-b,c"],
    ["nothing", { schema: list, explode: false }, "[]", ""],
  ])("%s", async (_name, parameter, value, query) => {
    const { url } = await sentBy({ in: "query", ...parameter }, value);
    expect(url).toBe(query === "" ? "/things" : `/things?${query}`);
  });

  it("is encoded as a whole by connect alone", async () => {
    const { url } = await sentBy({ in: "query", schema: list, explode: false }, listValue, { portable: true });
    expect(url).toBe("/things?x=1%2C2%2C3%204");
  });
});

describe("a parameter in the path", () => {
  it.each([
    ["simple", false, list, listValue, "1%2C2,3%204"],
    ["simple", false, object, objectValue, "a,1%2C2,b,3%3D4"],
    ["simple", true, object, objectValue, "a=1%2C2,b=3%3D4"],
    ["label", false, text, '"a.b"', ".a.b"],
    ["label", false, list, listValue, ".1%2C2,3%204"],
    ["label", true, list, listValue, ".1%2C2.3%204"],
    ["label", true, object, objectValue, ".a=1%2C2.b=3%3D4"],
    ["label", true, object, "{}", ""],
    ["matrix", false, text, '"a;b"', ";x=a%3Bb"],
    ["matrix", false, list, listValue, ";x=1%2C2,3%204"],
    ["matrix", false, object, objectValue, ";x=a,1%2C2,b,3%3D4"],
    ["matrix", true, list, listValue, ";x=1%2C2;x=3%204"],
    ["matrix", true, object, objectValue, ";a=1%2C2;b=3%3D4"],
  ])("%s, exploded: %j", async (style, explode, schema, value, segment) => {
    const { url } = await sentBy({ in: "path", required: true, schema, style, explode }, value);
    expect(url).toBe(`/things/${segment}`);
  });

  it.each([
    ["simple", '["."]'],
    ["simple", '[".."]'],
    ["label", '["."]'],
    ["label", '[""]'],
  ])("%s: %s is not sent, since it would climb", async (style, value) => {
    await expect(sentBy({ in: "path", required: true, schema: list, style }, value)).rejects.toThrow();
  });
});

describe("a parameter in a header or a cookie", () => {
  it.each([
    ["a list", { in: "header", schema: list }, listValue, "1,2,3 4"],
    ["an object", { in: "header", schema: object, explode: true }, objectValue, "a=1,2,b=3=4"],
    ["anything", { in: "header", schema: {} }, "[1, 2]", "1,2"],
  ])("%s", async (_name, parameter, value, header) => {
    expect((await sentBy(parameter, value)).headers["x"]).toBe(header);
  });

  it.each([
    ["text", {}, text, '"1; admin=1"', "x=1%3B%20admin%3D1"],
    ["a list", { explode: false }, list, listValue, "x=1%2C2,3%204"],
    ["an object", {}, object, objectValue, "a=1%2C2; b=3%3D4"],
  ])("cookie: %s", async (_name, style, schema, value, cookie) => {
    expect((await sentBy({ in: "cookie", schema, ...style }, value)).headers["cookie"]).toBe(cookie);
  });
});

/** Of a POST with this body. */
async function posted(content: Record<string, unknown>, value: string): Promise<RecordedRequest> {
  const { sdl, operations } = importParts({
    paths: { "/things": { post: answering({}, { requestBody: { required: true, content } }) } },
  });
  return sent(sdl, `mutation { ${operations[0]?.field ?? ""}(input: ${value}) }`);
}

describe("a body", () => {
  it.each([
    ["application/json", object, objectValue, '{"a":"1,2","b":"3=4"}'],
    ["application/merge-patch+json", object, "{ a: null }", '{"a":null}'],
    ["application/x-www-form-urlencoded", object, objectValue, "a=1%2C2&b=3%3D4"],
    ["application/x-www-form-urlencoded", { properties: { l: list } }, `{ l: ${listValue} }`, "l=1%2C2&l=3+4"],
    ["text/plain", text, '"a b"', "a b"],
    ["application/octet-stream", { type: "string", format: "binary" }, '"data:;base64,aGk="', "hi"],
    ["image/png", {}, '"data:image/png;base64,aGk="', "hi"],
  ])("of %s", async (mediaType, schema, value, body) => {
    const request = await posted({ [mediaType]: { schema } }, value);
    expect(request.headers["content-type"]).toBe(mediaType);
    expect(request.body).toBe(body);
  });

  it("has what its example has and its schema forgets", async () => {
    const name = { type: "object", properties: { name: text } };
    const forgetful = { schema: name, example: { name: "a", force: true, "max-age": 1, more: { b: 1 } } };
    const { body } = await posted(
      { "application/json": forgetful },
      '{ name: "a", force: false, maxAge: 2, more: { c: 1 } }',
    );
    expect(body).toBe('{"name":"a","force":false,"max-age":2,"more":{"c":1}}');
  });

  it("has what its example has and its schema forgets, inside of it too", async () => {
    const item = { type: "object", properties: { name: text, any: { type: "object", properties: {} } } };
    const schema = { type: "object", properties: { items: { type: "array", items: item } } };
    const example = {
      items: [
        { name: "a", any: { x: 1 } },
        { id: 7, name: "b" },
      ],
    };
    const { body } = await posted(
      { "application/json": { schema, example } },
      '{ items: [{ name: "c", any: { y: 2 } }, { id: 8 }] }',
    );
    expect(body).toBe('{"items":[{"name":"c","any":{"y":2}},{"id":8}]}');
  });

  it("has nothing else where its schema says so", () => {
    const schema = { type: "object", properties: { name: text }, additionalProperties: false };
    const content = { "application/json": { schema, example: { name: "a", force: true } } };
    const { sdl } = importParts({ paths: { "/things": { post: answering({}, { requestBody: { content } }) } } });
    expect(sdl).toContain("Input {\n  name: String\n}");
  });

  it("of several types is JSON where it can be", async () => {
    const request = await posted(
      {
        "application/xml": { schema: object },
        "text/json": { schema: object },
        "application/json": { schema: object },
      },
      objectValue,
    );
    expect(request.headers["content-type"]).toBe("application/json");
  });

  it("of parts has files and texts", async () => {
    const properties = { file: { type: "string", format: "binary" }, name: text, more: object, tags: list };
    const { headers, body } = await posted(
      { "multipart/form-data": { schema: { type: "object", properties } } },
      '{ file: "data:image/png;name=a.png;base64,aGk=", name: "n", more: { a: "1" }, tags: ["x"] }',
    );
    const boundary = /boundary=(\S+)/.exec(String(headers["content-type"]))?.[1] ?? "";
    expect(body.split(`--${boundary}`).map((part) => part.trim())).toEqual([
      "",
      'Content-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nhi',
      'Content-Disposition: form-data; name="name"\r\n\r\nn',
      'Content-Disposition: form-data; name="more"\r\nContent-Type: application/json\r\n\r\n{"a":"1"}',
      'Content-Disposition: form-data; name="tags"\r\nContent-Type: application/json\r\n\r\n["x"]',
      "--",
    ]);
  });

  it("of OpenAPI 2.0 is a form of its parameters", async () => {
    const { sdl, operations } = importWhole({
      swagger: "2.0",
      info: { title: "Test", version: "1" },
      host: "api.test",
      schemes: ["http"],
      paths: {
        "/things": {
          post: {
            parameters: [
              { name: "ids", in: "query", type: "array", items: { type: "integer" } },
              { name: "name", in: "formData", type: "string" },
            ],
            responses: { "200": { description: "", schema: {} } },
          },
        },
      },
    });
    const request = await sent(sdl, `mutation { ${operations[0]?.field ?? ""}(ids: [1, 2], input: { name: "a b" }) }`);
    expect(`${request.method} ${request.url} ${request.body}`).toBe("POST /things?ids=1,2 name=a+b");
  });
});

describe("the Accept header", () => {
  it.each([
    ["application/json", "application/json"],
    ["application/vnd.api+json", "application/vnd.api+json"],
    ["text/csv", "text/csv"],
    ["image/png", "image/png"],
    ["*/*", "application/json, */*;q=0.5"],
  ])("for %s", async (mediaType, accept) => {
    const { sdl, operations } = importParts({
      paths: { "/a": { get: { responses: { "200": { description: "", content: { [mediaType]: {} } } } } } },
    });
    const body = /json/.test(mediaType) ? "{}" : "hi";
    const request = await sent(sdl, `{ ${operations[0]?.field ?? ""} }`, { type: mediaType, body });
    expect(request.headers["accept"]).toBe(accept);
  });
});
