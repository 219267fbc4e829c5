/**
 * The shop's graph by other people's gateways, from the files that `compose --for` writes, over real `restuary subgraph`
 * servers. They are installed apart: `npm ci --ignore-scripts --prefix test/e2e/routers`.
 */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startServices, type ShopServices } from "../../examples/shop/services/start-services.ts";
import {
  runRestuary,
  startGatewayScript,
  startRestuary,
  type GraphQLResponseJson,
  type RunningGateway,
} from "../support/restuary-process.ts";

const routers = join(import.meta.dirname, "routers");
const examples = join(import.meta.dirname, "../../examples");
const names = ["catalog", "customers", "orders", "reviews"] as const;
const operation = (name: string): string =>
  readFileSync(join(examples, "shop/schema/operations", `${name}.graphql`), "utf8");

const fragments = `query Card($id: ID!, $withReviews: Boolean!) {
  one: product(id: $id) { ...Card }
  two: product(id: "6") { ...Card reviews(first: 2) @include(if: $withReviews) { __typename writer: author { id name } } }
}
fragment Card on Product { __typename id title: name price { cents: amount } rating { count } }`;

const partial = `{
  missing: customer(id: "999999") { name }
  found: product(id: "7") { name }
}`;

let folder = "";
beforeAll(() => {
  if (!existsSync(join(routers, "node_modules"))) {
    throw new Error("Run `npm ci --ignore-scripts --prefix test/e2e/routers` first.");
  }
  folder = mkdtempSync(join(tmpdir(), "restuary-routers-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of an example for each test, so that nothing is written into the checkout. */
function copyExample(name: string): string {
  const copy = mkdtempSync(join(folder, `${name}-`));
  cpSync(join(examples, name), copy, { recursive: true });
  return copy;
}

interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

async function runNode(args: readonly string[], cwd: string): Promise<Run> {
  const options = { cwd, env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 64 * 1024 * 1024 };
  const running = promisify(execFile)(process.execPath, [...args], options);
  try {
    const { stdout, stderr } = await running;
    return { code: 0, output: stdout, errors: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }; // of execFile
    return { code, output: stdout, errors: stderr };
  }
}

describe("the shop by another gateway", () => {
  let services: ShopServices;
  let subgraphs: RunningGateway[] = [];
  let own: RunningGateway;
  let apollo: RunningGateway;
  let hive: RunningGateway;

  beforeAll(async () => {
    services = await startServices({ firstPort: 0 });
    const shop = copyExample("shop");
    subgraphs = await Promise.all(names.map((name) => startRestuary(["subgraph", name, "-C", shop], services.urls)));
    const urls = Object.fromEntries(names.map((name, index) => [name, subgraphs[index]?.url]));
    const config = join(shop, "restuary.config.ts");
    const text = readFileSync(config, "utf8");
    writeFileSync(config, text.replace("defineConfig({", `defineConfig({ routers: { urls: ${JSON.stringify(urls)} },`));
    const composed = await runRestuary(["compose", "-C", shop, "--for", "apollo-router", "--for", "hive-router"]);
    expect(composed).toMatchObject({ code: 0 });
    [own, apollo, hive] = await Promise.all([
      startRestuary(["serve", "-C", shop], services.urls),
      startGatewayScript(join(routers, "apollo-gateway.mjs"), [join(shop, "schema/apollo-router/supergraph.graphql")]),
      startGatewayScript(join(routers, "hive-gateway.mjs"), [join(shop, "schema/hive-router/supergraph.graphql")]),
    ]);
  }, 240_000);
  afterAll(async () => {
    await Promise.all([own, apollo, hive, ...subgraphs].map((each) => each?.stop()));
    await services?.close();
  }, 60_000);

  const answers: [title: string, query: string, variables: Record<string, unknown>][] = [
    ["an entity of four services", operation("product-page"), { id: "7" }],
    ["a list of a hundred, joined in batches", operation("product-list"), {}],
    ["an argument of an enum", operation("product-list"), { category: "TEA", limit: 3 }],
    ["pages, joined twice", operation("order-desk"), { perPage: 20 }],
    ["fields that one service adds to the type of another", operation("order-history"), { customer: "3" }],
    ["a field with a connector of its own", operation("order-details"), { id: "11" }],
    ["aliases, fragments and a type's name", fragments, { id: "5", withReviews: true }],
    ["what is left out by a variable", fragments, { id: "5", withReviews: false }],
    ["an entity that is not there", operation("product-page"), { id: "999999" }],
    ["a mutation that is refused", operation("change-order-status"), { id: "999999", status: "PAID" }],
    ["one thing that fails beside one that does not", partial, {}],
  ];

  it.each(answers)(
    "answers as our own does: %s",
    async (_title, query, variables) => {
      const expected = comparable(await own.ask(query, variables));
      expect(expected.data).toBeDefined();
      expect(comparable(await apollo.ask(query, variables))).toEqual(expected);
      expect(comparable(await hive.ask(query, variables))).toEqual(expected);
    },
    120_000,
  );

  it("answers as our own does: a mutation, and what it returns of other services", async () => {
    const query = operation("create-order").replace(/^\s*id$/m, "");
    const variables = { input: { customerId: "3", lines: [{ productId: "7", quantity: 2 }], note: "soon" } };
    const expected = await own.ask(query, variables);
    expect(expected).toMatchObject({ data: { createOrder: { lines: [{ quantity: 2, product: {} }] } } });
    expect(await apollo.ask(query, variables)).toEqual(expected);
    expect(await hive.ask(query, variables)).toEqual(expected);
  }, 120_000);
});

/** Where an error is and of which kind; each gateway adds to it in its own way, and in its own order. */
function comparable({ data, errors = [] }: GraphQLResponseJson): {
  readonly data: unknown;
  readonly errors: readonly unknown[];
} {
  const told = errors.map(({ path, message, extensions }) => ({ path, message, code: extensions?.["code"] }));
  return { data, errors: told.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

it.each(["shop", "infrastructure"])(
  "@apollo/composition composes the untouched SDL of %s, with every connector in it",
  async (name) => {
    const project = copyExample(name);
    const composed = await runRestuary(["compose", "-C", project, "--for", "apollo-connectors"]);
    expect(composed).toMatchObject({ code: 0 });
    const target = join(project, "schema/apollo-connectors");

    const script = join(routers, "apollo-composition.mjs");
    const { code, output, errors } = await runNode([script, join(target, "supergraph.yaml")], target);

    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(count(output, 'name: "connect"')).toBe(
      count(readFileSync(join(project, "schema/supergraph.graphql"), "utf8"), 'name: "connect"'),
    );
  },
  120_000,
);

it("wgc router compose takes graph.yaml", async () => {
  const shop = copyExample("shop");
  expect(await runRestuary(["compose", "-C", shop, "--for", "cosmo"])).toMatchObject({ code: 0 });
  const target = join(shop, "schema/cosmo");

  const wgc = join(routers, "node_modules/wgc/dist/src/index.js");
  const run = await runNode(
    [wgc, "router", "compose", "--input", "graph.yaml", "--out", "execution-config.json"],
    target,
  );

  expect(run).toMatchObject({ code: 0 });
  const config = JSON.parse(readFileSync(join(target, "execution-config.json"), "utf8")) as {
    subgraphs: { name: string; routingUrl: string }[];
  };
  expect(config.subgraphs.map(({ name, routingUrl }) => [name, routingUrl])).toEqual([
    ["catalog", "http://localhost:4001/graphql"],
    ["customers", "http://localhost:4002/graphql"],
    ["orders", "http://localhost:4003/graphql"],
    ["reviews", "http://localhost:4004/graphql"],
  ]);
}, 120_000);

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
