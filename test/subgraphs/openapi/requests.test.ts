import { describe, expect, it } from "@jest/globals";
import { answering, importParts, sdlOf } from "./import.ts";

const list = { type: "array", items: { type: "string" } };
const pair = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };

/** The `@connect` of an operation with this one parameter. */
function connectOf(
  parameter: Record<string, unknown>,
  path = "/things",
  options: { readonly portable?: boolean } = {},
): string {
  const result = importParts(
    { paths: { [path]: { get: answering({}, { parameters: [parameter] }) } } },
    "3.1.0",
    options,
  );
  sdlOf(result);
  return result.sdl;
}

/** Their `@request` where connect has one text for what a style joins; with `--portable`, what stands in its place. */
const joined = [
  [
    "form",
    { schema: list, explode: false },
    '{ name: "x", in: query, value: "$args.x?", explode: false }',
    'x: $args.x?->joinNotNull(",")',
  ],
  [
    "pipes",
    { schema: list, style: "pipeDelimited", explode: false },
    '{ name: "x", in: query, value: "$args.x?", style: pipeDelimited }',
    'x: $args.x?->joinNotNull("|")',
  ],
  [
    "an object",
    { schema: pair, explode: false },
    '{ name: "x", in: query, value: "$args.x?", explode: false }',
    'x: $args.x?->entries->map([@.key, @.value]->joinNotNull(","))->joinNotNull(",")',
  ],
  [
    "an object in spaces",
    { schema: pair, style: "spaceDelimited" },
    '{ name: "x", in: query, value: "$args.x?", style: spaceDelimited }',
    'x: $args.x?->entries->map([@.key, @.value]->joinNotNull(" "))->joinNotNull(" ")',
  ],
  ["anything", { schema: {} }, '{ name: "x", in: query, value: "$args.x?" }', "x: $args.x?"],
  [
    "reserved characters",
    { schema: { type: "string" }, allowReserved: true },
    '{ name: "x", in: query, value: "$args.x?", allowReserved: true }',
    "x: $args.x?",
  ],
] as const;

describe("parameters", () => {
  it.each([
    ["form, exploded", { schema: list }, "x: $args.x?"],
    ["deepObject", { schema: pair, style: "deepObject" }, '"x[a]": $args.x?.a?'],
    ["an object, exploded", { schema: pair }, "a: $args.x?.a?"],
    ["JSON", { content: { "application/json": { schema: pair } } }, "x: $args.x?->jsonStringify"],
    ["text", { content: { "text/plain": { schema: { type: "string" } } } }, "x: $args.x?"],
  ])("of a query: %s", (_name, more, expected) => {
    const sdl = connectOf({ name: "x", in: "query", ...more });
    expect(sdl).toContain(expected);
    expect(sdl).not.toContain("@request");
  });

  it.each(joined)("of a query that are joined: %s", (_name, more, request, portable) => {
    const parameter = { name: "x", in: "query", ...more };
    expect(connectOf(parameter)).toContain(`@request(parameters: [${request}])`);
    expect(connectOf(parameter, "/things", { portable: true })).toContain(portable);
  });

  it.each([
    ["simple", {}, '/things/{$args.x->joinNotNull(",")}', 'in: path, value: "$args.x", replaces:'],
    ["matrix", { style: "matrix" }, '/things/;x={$args.x->joinNotNull(",")}', 'in: path, value: "$args.x", replaces:'],
    [
      "matrix, exploded",
      { style: "matrix", explode: true },
      '/things/{$args.x->joinNotNull(",")}',
      'in: path, value: "$args.x", style: matrix, explode: true, replaces:',
    ],
    [
      "label",
      { style: "label" },
      '/things/{$args.x->joinNotNull(",")}',
      'in: path, value: "$args.x", style: label, replaces:',
    ],
  ])("of a path: %s", (_name, more, url, request) => {
    const sdl = connectOf({ name: "x", in: "path", required: true, schema: list, ...more }, "/things/{x}");
    expect(sdl).toContain(url);
    expect(sdl).toContain(request);
  });

  it("are arguments of the same name, or of one that GraphQL allows", () => {
    expect(connectOf({ name: "filter[name]", in: "query", schema: { type: "string" } })).toContain(
      '"filter[name]": $args.filterName?',
    );
  });

  it("of one name say where they are sent", () => {
    const id = { name: "id", schema: { type: "string" } };
    const result = importParts({
      paths: {
        "/a/{id}": {
          get: answering(
            {},
            {
              parameters: [
                { ...id, in: "path" },
                { ...id, in: "query" },
              ],
            },
          ),
        },
      },
    });
    expect(sdlOf(result)).toContain("a(id: ID!, idInQuery: String): JSON");
  });

  it("of headers are arguments, and cookies are encoded by `@request`", () => {
    const result = importParts({
      paths: {
        "/a": {
          get: answering(
            {},
            {
              parameters: [
                { name: "X-Tenant", in: "header", schema: { type: "string" } },
                { name: "Authorization", in: "header", schema: { type: "string" } },
                { name: "session", in: "cookie", schema: { type: "string" } },
              ],
            },
          ),
        },
      },
    });
    const sdl = sdlOf(result);
    expect(sdl).toContain("a(xTenant: String, session: String): JSON");
    expect(sdl).toContain('{ name: "X-Tenant", value: "{$args.xTenant?}" }');
    expect(sdl).toContain('@request(parameters: [{ name: "session", in: cookie, value: "$args.session?" }])');
  });

  it("of headers that the HTTP client sets are left out, and reported", () => {
    const parameters = [{ name: "Content-Encoding", in: "header", schema: { type: "string" } }];
    const result = importParts({ paths: { "/a": { get: answering({}, { parameters }) } } });
    expect(sdlOf(result)).toContain("  a: JSON\n");
    expect(result.findings).toEqual([
      {
        kind: "not-expressible",
        pointer: "#/paths/~1a/get/parameters/0",
        message: "The HTTP client sets `Content-Encoding` itself; it is left out.",
      },
    ]);
  });

  it("are read as text where the path has one that the document forgets", () => {
    const result = importParts({ paths: { "/a/{b}": { get: answering({}) } } });
    expect(sdlOf(result)).toContain("a(b: String!): JSON");
    expect(result.findings.map(({ pointer }) => pointer)).toEqual(["#/paths/~1a~1{b}/get"]);
  });
});

/** A `POST` with a body of this media type. */
function posting(mediaType: string, schema: unknown, more: Record<string, unknown> = {}): string {
  const result = importParts({
    paths: {
      "/a": { post: answering({}, { requestBody: { required: true, content: { [mediaType]: { schema, ...more } } } }) },
    },
  });
  return sdlOf(result);
}

describe("bodies", () => {
  it("of JSON are sent as they come", () => {
    expect(posting("application/json", pair)).toContain('http: { POST: "/a", body: "$args.input" }');
  });

  it("have their keys in JSON, and nulls that were given", () => {
    expect(posting("application/json", { properties: { "x-a": { type: "string" }, b: { type: "string" } } })).toContain(
      '$args.input { "x-a": xA b }',
    );
  });

  it("have integers that came as text, so as to lose no digit, as integers", () => {
    const long = { type: "integer", format: "int64" };
    expect(posting("application/json", { properties: { a: long, b: { type: "array", items: long } } })).toContain(
      "... $ a: a?->parseInt b: b?->map(@->parseInt)",
    );
    expect(posting("application/x-www-form-urlencoded", { properties: { a: long } })).toContain('body: "$args.input"');
  });

  it("say their media type", () => {
    expect(posting("application/merge-patch+json", pair)).toContain(
      'headers: [{ name: "Content-Type", value: "application/merge-patch+json" }]',
    );
  });

  it("of a form of single values need nothing but connect", () => {
    expect(posting("application/x-www-form-urlencoded", pair)).not.toContain("@request");
  });

  it.each([
    [
      "application/x-www-form-urlencoded",
      { properties: { tags: list } },
      '@request(body: { mediaType: "application/x-www-form-urlencoded" })',
    ],
    [
      "multipart/form-data",
      { properties: { file: { type: "string", format: "binary" }, name: { type: "string" } } },
      '@request(body: { mediaType: "multipart/form-data", encoding: [{ property: "file", file: true }] })',
    ],
    ["text/plain", { type: "string" }, '@request(body: { mediaType: "text/plain" })'],
  ])("of %s are written by `@request`", (mediaType, schema, expected) => {
    expect(posting(mediaType, schema)).toContain(expected);
  });
});

function answer(responses: Record<string, unknown>, method = "get"): string {
  return sdlOf(importParts({ paths: { "/a": { [method]: { responses } } } }));
}

function json(schema: unknown): unknown {
  return { description: "", content: { "application/json": { schema } } };
}

function content(mediaType: string): string {
  return answer({ "200": { description: "", content: { [mediaType]: {} } } });
}

describe("answers", () => {
  it("without a body are true", () => {
    expect(answer({ "204": { description: "" } }, "delete")).toContain(
      'deleteA: Boolean\n    @connect(source: "api", http: { DELETE: "/a" }, selection: "$(true)")',
    );
  });

  it("are of the status that has a body", () => {
    expect(answer({ "200": { description: "" }, "201": json({ type: "integer" }) })).toContain("a: Int\n");
  });

  it("of plain text are text, and others by `@request`", () => {
    expect(content("text/plain")).toContain('headers: [{ name: "Accept", value: "text/plain" }]');
    expect(content("text/plain")).not.toContain("@request");
    expect(content("text/csv")).toContain("@request(response: text)");
    expect(content("image/png")).toContain("@request(response: base64)");
  });
});

it("gives a document without reading operations a query, and keeps HEAD", () => {
  const result = importParts({
    info: { title: "Hooks", version: "2.1" },
    paths: { "/a": { post: { responses: {} } } },
  });
  expect(sdlOf(result)).toContain("hooksVersion: String\n    @connect(selection: \"$('2.1')\")");
  const head = importParts({ paths: { "/a": { head: { responses: {} } } } });
  expect(sdlOf(head)).toContain(
    'a: Boolean\n    @connect(source: "api", http: { GET: "/a" }, selection: "$(true)")\n    @request(method: "HEAD")',
  );
});
