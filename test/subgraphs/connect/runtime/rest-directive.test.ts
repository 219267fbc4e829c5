import { describe, expect, it } from "@jest/globals";
import { parse, print } from "graphql";
import { compose } from "../../../../schema/compose.ts";
import { extractSubgraph } from "../../../../schema/extract-subgraph.ts";
import { readSupergraph } from "../../../../schema/read-supergraph.ts";
import { theguildComposer } from "../../../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../../subgraphs/connect/read.ts";
import { restDefinition, restUrl } from "../../../../subgraphs/connect/rest-directive.ts";
import type { Handler } from "../../../support/rest-server.ts";
import { subgraphStarter, type StartedSubgraph } from "./start-subgraph.ts";

const start = subgraphStarter();

const links = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.13")
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
  @link(url: "${restUrl}", import: ["@rest"])
  @source(name: "api", http: { baseURL: "SERVER/" })
${restDefinition}
scalar JSON\n`;

function startRest(fields: string, handler: Handler = () => ({ json: {} })): Promise<StartedSubgraph> {
  return start({ sdl: `${links}type Query { ${fields} }`, handler });
}

/** A POST of the argument, written as `rest` says. */
function posting(rest: string, headers = ""): Promise<StartedSubgraph> {
  return startRest(
    `post(input: JSON): JSON @connect(source: "api", http: { POST: "/a", body: "$args.input"${headers} }, selection: "$") @rest(${rest})`,
  );
}

const post = "query ($input: JSON) { post(input: $input) }";

describe("@rest", () => {
  it("sends another method than connect has", async () => {
    const shop = await startRest(
      'exists: Boolean @connect(source: "api", http: { GET: "/a" }, selection: "$(true)") @rest(method: "HEAD")',
    );
    expect((await shop.run("{ exists }")).data).toEqual({ exists: true });
    expect(shop.calls()).toEqual(["HEAD /a"]);
  });

  it("repeats the key of a list in a form, and writes objects as JSON or in brackets", async () => {
    const shop = await posting(
      'body: "form", deepObject: ["deep"]',
      ', headers: [{ name: "Content-Type", value: "application/x-www-form-urlencoded" }]',
    );
    await shop.run(post, {
      input: { list: ["a", "b c"], object: { x: 1 }, deep: { a: { b: [1, { c: 2 }] } }, none: null },
    });
    const [request] = shop.requests;
    expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect([...new URLSearchParams(request?.body)]).toEqual([
      ["list", "a"],
      ["list", "b c"],
      ["object", '{"x":1}'],
      ["deep[a][b][]", "1"],
      ["deep[a][b][1][c]", "2"],
      ["none", ""],
    ]);
  });

  it("writes multipart, with files as text or as the bytes of a data URL", async () => {
    const shop = await posting('body: "multipart", files: ["file", "more"]');
    await shop.run(post, {
      input: {
        name: "n",
        tags: ["a"],
        file: "data:image/png;name=a%20b.png;base64,aGk=",
        more: ["x", 'data:text/plain;name=";base64,aGk='],
      },
    });
    const [request] = shop.requests;
    const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(String(request?.headers["content-type"]))?.[1] ?? "";
    expect(request?.body.split(`--${boundary}`).map((part) => part.trim())).toEqual([
      "",
      'Content-Disposition: form-data; name="name"\r\n\r\nn',
      'Content-Disposition: form-data; name="tags"\r\nContent-Type: application/json\r\n\r\n["a"]',
      'Content-Disposition: form-data; name="file"; filename="a b.png"\r\nContent-Type: image/png\r\n\r\nhi',
      'Content-Disposition: form-data; name="more"; filename="more"\r\nContent-Type: application/octet-stream\r\n\r\nx',
      'Content-Disposition: form-data; name="more"; filename="more"\r\nContent-Type: application/octet-stream\r\n\r\ndata:text/plain;name=";base64,aGk=',
      "--",
    ]);
  });

  it("lets no name break out of its part", async () => {
    const shop = await posting('body: "multipart"');
    await shop.run(post, { input: { 'a"\r\nX-Evil: 1': "v" } });
    expect(shop.requests[0]?.body).toContain('name="a%22%0D%0AX-Evil: 1"\r\n\r\nv');
  });

  it("sends a text as it is", async () => {
    const shop = await posting('body: "text"', ', headers: [{ name: "Content-Type", value: "text/plain" }]');
    await shop.run(post, { input: "hello" });
    expect(shop.requests).toMatchObject([{ body: "hello", headers: { "content-type": "text/plain" } }]);
  });

  it("refuses a body of another kind without a call", async () => {
    const shop = await posting('body: "multipart"');
    const { errors } = await shop.run(post, { input: ["a"] });
    expect(errors).toMatchObject([{ message: "The body has no form of the kind that `@rest` says." }]);
    expect(shop.calls()).toEqual([]);
  });

  it("writes a query parameter in brackets from its JSON", async () => {
    const shop = await startRest(
      `find(filter: JSON): JSON @connect(source: "api", http: { GET: "/a", queryParams: "filter: $args.filter?->jsonStringify x: $('1')" }, selection: "$") @rest(deepObject: ["filter"])`,
    );
    await shop.run("query ($filter: JSON) { find(filter: $filter) }", { filter: { a: 1, b: { c: ["x", "y"] } } });
    await shop.run("{ find }");
    expect(shop.calls().map(decodeURIComponent)).toEqual([
      "GET /a?filter[a]=1&filter[b][c][]=x&filter[b][c][]=y&x=1",
      "GET /a?x=1",
    ]);
  });

  it.each([
    ["text", "a;b\n"],
    ["base64", "YTtiCg=="],
  ])("reads an answer as %s, whatever its media type", async (kind, expected) => {
    const shop = await startRest(
      `csv: String @connect(source: "api", http: { GET: "/a" }, selection: "$") @rest(answer: "${kind}")`,
      () => ({ headers: { "content-type": "text/csv" }, body: "a;b\n" }),
    );
    expect((await shop.run("{ csv }")).data).toEqual({ csv: expected });
  });

  it("means nothing without its link", async () => {
    const shop = await start({
      sdl: `directive @rest(method: String) on FIELD_DEFINITION
        type Query { a: Boolean @connect(source: "api", http: { GET: "/a" }, selection: "$(true)") @rest(method: "HEAD") }`,
      handler: () => ({ json: {} }),
    });
    await shop.run("{ a }");
    expect(shop.calls()).toEqual(["GET /a"]);
  });

  it("travels in the supergraph", async () => {
    const document = parse(
      `${links}type Query { a: JSON @connect(source: "api", http: { GET: "/a" }, selection: "$") @rest(method: "HEAD") }`.replace(
        "SERVER",
        "http://a.test",
      ),
    );
    const { model } = readConnectors({ subgraph: "shop", document, file: "shop.graphql" });
    const composed = model && (await compose([{ name: "shop", ...lowerSubgraph(document, model) }], theguildComposer));
    const { supergraph } = readSupergraph(composed?.supergraphSdl ?? "");
    expect(supergraph?.publicSdl).not.toContain("rest");
    const extracted = supergraph && extractSubgraph(supergraph, "shop");
    expect(extracted && print(extracted)).toContain('@rest(method: "HEAD")');
    const again = extracted && readConnectors({ subgraph: "shop", document: extracted, file: "shop.graphql" });
    expect(again?.model?.connectors[0]?.rest?.method).toBe("HEAD");
  });
});

describe("a header that is one expression", () => {
  it("is not sent where there is nothing to be said, and a missing body has no content type", async () => {
    const shop = await startRest(
      'a(x: String, input: JSON): JSON @connect(source: "api", http: { POST: "/a", body: "$args.input", headers: [{ name: "X", value: "{$args.x?}" }, { name: "Content-Type", value: "application/x+json" }] }, selection: "$")',
    );
    await shop.run("{ a }");
    await shop.run('{ a(x: "1", input: 2) }');
    const sent = shop.requests.map(({ headers }) => [headers["x"], headers["content-type"]]);
    expect(sent).toEqual([
      [undefined, undefined],
      ["1", "application/x+json"],
    ]);
  });
});
