import { describe, expect, it } from "@jest/globals";
import { fc } from "../../support/properties.ts";
import { compileConnector } from "../../../subgraphs/connect/connector-call.ts";
import type { Connector } from "../../../subgraphs/connect/connector.ts";
import { checkCase } from "../../../subgraphs/connector-tests/check-case.ts";
import { printSuite } from "../../../subgraphs/connector-tests/print-suite.ts";
import { recordCase, type RecordedCase } from "../../../subgraphs/connector-tests/record-case.ts";
import { runCase } from "../../../subgraphs/connector-tests/run-case.ts";
import type { ConnectorCallReport } from "../../../subgraphs/operation-context.ts";
import { stringifyJson } from "../../../subgraphs/rest/json.ts";
import { connectorsOf, suiteOf } from "./support.ts";

interface Given {
  readonly $args?: unknown;
  readonly $this?: unknown;
  readonly env?: Record<string, string>;
  readonly config?: Record<string, unknown>;
  readonly requestHeaders?: Record<string, string[]>;
  readonly answer: { readonly status?: number; readonly headers?: Record<string, string[]>; readonly body: string };
}

/** What is told of a call that is really made, but for the service. */
async function callOf(connector: Connector, given: Given): Promise<ConnectorCallReport> {
  const { $args = {}, $this, env = {}, config = {}, requestHeaders = {}, answer } = given;
  const compiled = compileConnector(connector, { settings: { config }, env, production: false });
  const calls: ConnectorCallReport[] = [];
  const operation: Parameters<typeof compiled.prepare>[1] = {
    requestHeaders,
    context: {},
    onConnectorCall: (call) => calls.push(call),
    rest: {
      fetch: async () => ({
        status: answer.status ?? 200,
        headers: answer.headers ?? { "content-type": ["application/json"] },
        body: new TextEncoder().encode(answer.body),
      }),
    },
  };
  const prepared = compiled.prepare({ $args, ...($this === undefined ? {} : { $this }) }, operation);
  if (prepared.kind === "call") await compiled.send(prepared, connector.selection, operation);
  const [call] = calls;
  if (!call) throw new Error("Nothing was told of the call.");
  return call;
}

async function record(connector: Connector | undefined, given: Given): Promise<RecordedCase> {
  if (!connector) throw new Error("There is no such connector.");
  return recordCase(await callOf(connector, given), connector);
}

const [post, related] = connectorsOf(`type Query {
  search(text: String, filter: Filter): [Product] @connect(
    source: "api"
    http: {
      POST: "/search/{$args.text}?tenant={$config.tenant}"
      headers: { name: "x-token", value: "{$env.TOKEN}" }
      body: "filter: $args.filter text: $args.text token: $env.TOKEN"
    }
    selection: "items { id name: title } page: $response.headers.'x-page'->first echo"
  )
}
input Filter { name: String }
type Product @key(fields: "id") {
  id: ID!
  related: String @connect(source: "api", http: { GET: "/products/{$this.id}?access_token={$args.access}" }, selection: "$.name")
}`);

describe("a recorded call", () => {
  it("is a test that passes, whatever was sent and answered", async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("1", "null", "a: b", "- x", "x\n y\n", "~", "#", "\t", "=", "2024-01-01"),
    );
    const given = fc.record({
      $args: fc.record({ text, filter: fc.jsonValue() }, { requiredKeys: [] }),
      env: fc.record({
        TOKEN: fc.string({ minLength: 8, unit: fc.constantFrom("a", "b", "Z", "0", "9", "+", "/", "=") }),
      }),
      config: fc.record({ tenant: text }),
      answer: fc.record({
        status: fc.constantFrom(200, 201, 404, 500),
        body: fc.oneof(
          fc.json(),
          fc.string(),
          fc.constant(""),
          fc.json().map((json) => `{"items": ${json}, "echo": ${json}}`),
        ),
        headers: fc.constantFrom<Record<string, string[]>>(
          {},
          { "content-type": ["application/json"], "x-page": ["1", "2"] },
          { "content-type": ["text/plain; charset=utf-8"] },
          { "content-type": ["text/html"] },
        ),
      }),
    });
    await fc.assert(
      fc.asyncProperty(given, async (each) => {
        const recorded = await record(post, each);
        if (recorded.kind === "left-out") {
          // Half of a surrogate pair, or a climbing segment: nothing was sent.
          expect(recorded.reason).toBe("No request was made.");
          return;
        }
        const yaml = printSuite({ config: { schema: "x" }, tests: [recorded.test] }, "Recorded.");
        expect(yaml).not.toContain(each.env.TOKEN);
        const [test] = suiteOf(yaml).cases;
        if (!test || !post) throw new Error("The suite has no test.");
        const { status, headers, body } = test.answer;
        const answer = { status, headers, ...(body?.kind === "inline" && { body: body.text }) };
        const run = await runCase(post, { variables: test.variables, answer });
        expect(checkCase(test, run, { readFile: () => "", strict: true }).failures).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps integers that a double cannot hold", async () => {
    const recorded = await record(related, {
      $this: { id: 9007199254740993n },
      answer: { body: '{"name": 9007199254740995}' },
    });
    expect(recorded).toMatchObject({
      test: {
        variables: { $this: { id: 9007199254740993n } },
        apiResponseBody: '{\n  "name": 9007199254740995\n}\n',
        expect: { connectorResponse: "9007199254740995\n" },
      },
    });
    const yaml = printSuite({ tests: recorded.kind === "test" ? [recorded.test] : [] }, "Recorded.");
    expect(suiteOf(yaml).cases[0]?.variables).toEqual({ $this: { id: 9007199254740993n } });
  });

  it("has what came in under another name redacted where it went out as a secret", async () => {
    const recorded = await record(related, {
      $this: { __typename: "Product", id: 1 },
      $args: { access: "abcdefgh" },
      answer: { body: '{"name": "for abcdefgh"}' },
    });
    expect(stringifyJson(recorded)).not.toContain("abcdefgh");
    expect(recorded).toMatchObject({
      test: {
        name: 'Product.related {"access":"REDACTED"} {"id":1}',
        variables: { $args: { access: "REDACTED" }, $this: { id: 1 } },
        expect: { connectorRequest: { url: "https://api.test/products/1?access_token=REDACTED" } },
      },
    });
  });

  it("does not compare a query with a secret that the SDL itself has", async () => {
    const [literal] = connectorsOf(
      `type Query { a: String @connect(source: "api", http: { GET: "/a?api_key=written-here&x=1" }, selection: "$.name") }`,
    );
    expect(await record(literal, { answer: { body: '{"name": "written-here"}' } })).toMatchObject({
      test: {
        apiResponseBody: '{\n  "name": "REDACTED"\n}\n',
        expect: { connectorRequest: { method: "GET", origin: "https://api.test", path: "/a" } },
      },
    });
  });

  it("is left out where no answer came", async () => {
    if (!related) throw new Error("There is no such connector.");
    const { response: _response, ...call } = await callOf(related, { $this: { id: 1 }, answer: { body: "1" } });
    expect(await recordCase(call, related)).toEqual({ kind: "left-out", reason: "No answer came." });
  });
});
