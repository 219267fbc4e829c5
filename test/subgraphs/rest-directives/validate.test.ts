import { describe, expect, it } from "@jest/globals";
import { expectFindings, messages, schema } from "../../support/connector-findings.ts";

const link = `extend schema @link(url: "https://restuary.dev/rest/v0.1", import: ["@request", "@mapping"])`;

/** A field with one `@connect` and one `@request`. */
function request(args: string, url = "/x"): string {
  return schema(
    "0.3",
    `${link} type Query { v(v: [String]): String
      @connect(source: "api", http: { GET: "${url}" }, selection: "$") @request${args} }`,
  );
}

/** `Query.user` names no fields, and `User` is in the body. */
function types(body: string, version = "0.4"): string {
  return schema(
    version,
    `${link} type Query { user: User @connect(source: "api", http: { GET: "/x" }, selection: "$.user") } ${body}`,
  );
}

describe("UNKNOWN_REST_VERSION", () => {
  it("points at the version in the URL", () => {
    expectFindings(
      schema(
        "0.3",
        `extend schema @link(url: "https://restuary.dev/rest/‹v0.9›")
         type Query { v: String @connect(source: "api", http: { GET: "/x" }, selection: "$") }`,
      ),
      "UNKNOWN_REST_VERSION",
    );
  });
});

describe("INVALID_REQUEST", () => {
  it("accepts everything that the spec page names", () => {
    expectFindings(
      request(
        `(parameters: [
          { name: "a", in: path, value: "$args.v", style: matrix, explode: true }
          { name: "b", in: query, value: "$args.v", style: pipeDelimited, allowReserved: true }
          { name: "c", in: header, value: "$args.v" } { name: "C", in: cookie, value: "$config.c" }
          { name: "d", in: query, value: "f: $args.v", content: "application/json" }
        ], method: "QUERY", accept: "text/csv", response: text,
        body: { mediaType: "multipart/form-data", value: "file: $args.v", encoding: [{ property: "file", file: true }] })`,
        "/x/{$args.v}",
      ),
    );
  });

  it.each([
    ["an unknown place", '(parameters: [{ name: "a", in: ‹body›, value: "$args.v" }])'],
    ["a place in quotes", '(parameters: [{ name: "a", in: ‹"query"›, value: "$args.v" }])'],
    ["an unknown style", '(parameters: [{ name: "a", in: query, value: "$args.v", style: ‹deep› }])'],
    ["a style of another place", '(parameters: [{ name: "a", in: query, value: "$args.v", style: ‹matrix› }])'],
    [
      "a style of another place, in a header",
      '(parameters: [{ name: "a", in: header, value: "$args.v", style: ‹form› }])',
    ],
    [
      "a style beside a media type",
      '(parameters: [{ name: "a", in: query, value: "$args.v", ‹style: form›, content: "application/json" }])',
    ],
    [
      "allowReserved outside the query",
      '(parameters: [{ name: "a", in: header, value: "$args.v", ‹allowReserved: true› }])',
    ],
    ["a parameter without a name", '(parameters: [‹{ in: query, value: "$args.v" }›])'],
    [
      "two parameters of one name",
      '(parameters: [{ name: "a", in: query, value: "$args.v" }, { name: ‹"a"›, in: query, value: "$args.v" }])',
    ],
    ["a header that has an argument of its own", '(parameters: [{ name: ‹"Accept"›, in: header, value: "$args.v" }])'],
    ["a header that the client sets", '(parameters: [{ name: ‹"Connection"›, in: header, value: "$args.v" }])'],
    ["a name that no header can have", '(parameters: [{ name: ‹"a b"›, in: header, value: "$args.v" }])'],
    ["an unknown argument", "(‹params›: [])"],
    ["a method in small letters", '(method: ‹"head"›)'],
    ["an unknown kind of answer", "(response: ‹xml›)"],
    ["a body of which nothing says what it is", '(body: ‹{ mediaType: "text/plain" }›)'],
    [
      "a style that no form has",
      '(body: { mediaType: "multipart/form-data", value: "$args.v", encoding: [{ property: "a", style: ‹label› }] })',
    ],
  ])("points at %s", (_name, args) => expectFindings(request(args), "INVALID_REQUEST"));

  it("points at the value of a path parameter that the URL does not have", () => {
    expectFindings(request('(parameters: [{ name: "a", in: path, value: ‹"$args.v->first"› }])'), "INVALID_REQUEST");
  });

  it("points into a value that does not parse or reads what is not there", () => {
    expectFindings(request('(parameters: [{ name: "a", in: query, value: "$args.v ‹}›" }])'), "INVALID_REQUEST");
    expectFindings(request('(parameters: [{ name: "a", in: query, value: "$args.‹w›" }])'), "UNDEFINED_ARGUMENT");
    expectFindings(request('(body: { mediaType: "text/plain", value: "‹$status›" })'), "UNSUPPORTED_VARIABLE_TYPE");
  });

  it("points at a directive that belongs to no connector", () => {
    expectFindings(
      schema(
        "0.3",
        `${link} type Query {
          v(a: Int ‹@request›): String @connect(source: "api", http: { GET: "/x" }, selection: "$") ‹@request(connect: 1)›
        }`,
      ),
      "INVALID_REQUEST",
    );
  });

  it("takes what a path parameter replaces for another router's", () => {
    const text = `$args.v->joinNotNull(',')`;
    const parameter = `{ name: "v", in: path, value: "$args.v", replaces: "${text}" }`;
    expectFindings(request(`(parameters: [${parameter}])`, `/x/{${text}}`));
    expectFindings(request(`(parameters: [{ name: "v", in: path, value: "$args.v" }])`, "/x/{$args.v}"));
    expectFindings(request(`(accept: "text/csv")`, "/x/{‹$args.v›}"), "INVALID_URL");
  });

  it("says which styles there are", () => {
    expect(messages(request('(parameters: [{ name: "a", in: query, value: "$args.v", style: label }])'))).toEqual([
      "`Query.v`, `@request`: A parameter in the query cannot have the style `label`. It can have `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`.",
    ]);
  });
});

describe("INVALID_MAPPING", () => {
  it("accepts types that are mapped by each other, in every version", () => {
    const body = `type User @mapping(fields: "id name: n friends boss: manager pet") {
        id: ID name: String friends: [User] boss: User pet: Pet
      }
      type Pet @mapping(fields: "owner: o { id }") { owner: User }`;
    expectFindings(types(body));
    expectFindings(types(body, "0.2"));
  });

  it("accepts a union whose members are mapped", () => {
    expectFindings(
      types(`type User @mapping(fields: "media") { media: [Media] }
        union Media @mapping(type: """kind->match(["b", "Book"], [@, "Film"])""") = Book | Film
        type Book @mapping(fields: "pages") { pages: Int }
        type Film @mapping(fields: "minutes") { minutes: Int }`),
    );
  });

  it.each([
    ["a mapping that does not parse", 'type User @mapping(fields: "id ‹}›") { id: ID }', "INVALID_MAPPING"],
    ["arguments in it", 'type User @mapping(fields: "id: ‹$args›.x") { id: ID }', "UNSUPPORTED_VARIABLE_TYPE"],
    ["an unknown argument", 'type User @mapping(fields: "id", ‹field›: "x") { id: ID }', "INVALID_MAPPING"],
    ["a type of an object", 'type User @mapping(fields: "id", type: ‹"x"›) { id: ID }', "INVALID_MAPPING"],
    [
      "a place where it means nothing",
      'type User @mapping(fields: "id") { id: ID ‹@mapping(fields: "id")› }',
      "INVALID_MAPPING",
    ],
    [
      "a field that does not exist",
      'type User @mapping(fields: "id ‹nme›: name") { id: ID }',
      "SELECTED_FIELD_NOT_FOUND",
    ],
    [
      "an object for a scalar",
      'type User @mapping(fields: "‹id›: x { y }") { id: ID }',
      "GROUP_SELECTION_IS_NOT_OBJECT",
    ],
    [
      "an object without a mapping",
      'type User @mapping(fields: "‹pet›") { pet: Pet } type Pet { id: ID }',
      "GROUP_SELECTION_REQUIRED_FOR_OBJECT",
    ],
    [
      "a field with arguments",
      'type User @mapping(fields: "‹a›") { ‹a›(b: Int): ID }',
      "CONNECTORS_FIELD_WITH_ARGUMENTS",
    ],
    ["a mapping of no fields", 'type User @mapping(fields: "‹$.x›") { id: ID }', "GROUP_SELECTION_REQUIRED_FOR_OBJECT"],
  ])("points at %s", (_name, body, code) => expectFindings(types(body), code));

  it("points at a directive that says nothing, and where it would have been needed", () => {
    const sdl = types("type User ‹@mapping› { id: ID }").replace('"$.user"', '"‹$.user›"');
    expectFindings(sdl, "GROUP_SELECTION_REQUIRED_FOR_OBJECT", "INVALID_MAPPING");
  });

  it("points at a union some of whose members have no mapping", () => {
    expectFindings(
      types(`type User @mapping(fields: "media") { media: Media }
        union Media ‹@mapping(type: "$.kind")› = Book | Film
        type Book @mapping(fields: "pages") { pages: Int }
        type Film { minutes: Int }`),
      "INVALID_MAPPING",
    );
  });
});

describe("coverage", () => {
  it("counts what mappings yield that something reaches, and nothing else", () => {
    expectFindings(
      schema(
        "0.4",
        `${link} type Query { user: User @connect(source: "api", http: { GET: "/x" }, selection: "$") }
         type User @mapping(fields: "id boss pet { name }") { id: ID boss: User ‹name›: String pet: Pet }
         type Pet { name: String }
         type Lost @mapping(fields: "id") { ‹id›: ID }`,
      ),
      "CONNECTORS_UNRESOLVED_FIELD",
    );
  });

  it("still wants a selection of a type without a mapping", () => {
    expectFindings(
      schema(
        "0.4",
        `${link} type Query { user: User @connect(source: "api", http: { GET: "/x" }, selection: "‹$›") } type User { id: ID }`,
      ),
      "GROUP_SELECTION_REQUIRED_FOR_OBJECT",
    );
  });
});
