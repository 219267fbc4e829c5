import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { startServices, type ShopServices } from "../../examples/shop/services/start-services.ts";
import { runRestuary } from "../support/restuary-process.ts";

const shop = join(import.meta.dirname, "../../examples/shop");
const names = ["catalog", "customers", "orders"] as const;
type Name = (typeof names)[number];

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses?: Record<string, unknown> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const contractText = (name: Name): string => readFileSync(join(shop, `subgraphs/${name}.openapi.yaml`), "utf8");
const contracts = Object.fromEntries(names.map((name) => [name, load(contractText(name)) as Contract])); // ours

describe("the shop's services and their OpenAPI documents", () => {
  let services: ShopServices;
  beforeAll(async () => {
    services = await startServices({ firstPort: 0 });
  });
  afterAll(() => services.close());

  const order = { customer_id: 7, lines: [{ product_id: 7, quantity: 2 }], note: "Ring twice" };
  const answers: readonly (readonly [name: Name, operation: string, status: number, url: string, body?: unknown])[] = [
    ["catalog", "get /products", 200, "/products?category=tea&limit=100&offset=2"],
    ["catalog", "get /products", 200, "/products?ids=7,3,999"],
    ["catalog", "get /products", 400, "/products?limit=many"],
    ["catalog", "get /products/{id}", 200, "/products/7"],
    ["catalog", "get /products/{id}", 404, "/products/999"],
    ["customers", "get /customers/{id}", 200, "/customers/7"],
    ["customers", "get /customers/{id}", 404, "/customers/999"],
    ["orders", "get /orders", 200, "/orders?page=2&perPage=100&customer=7&status=paid"],
    ["orders", "get /orders", 200, "/orders?perPage=100"],
    ["orders", "get /orders", 400, "/orders?page=last"],
    ["orders", "post /orders", 201, "/orders", order],
    ["orders", "post /orders", 400, "/orders", "no JSON"],
    ["orders", "post /orders", 422, "/orders", { customer_id: 99, lines: [] }],
    ["orders", "get /orders/{id}", 200, "/orders/7"],
    ["orders", "get /orders/{id}", 404, "/orders/999"],
    ["orders", "patch /orders/{id}", 200, "/orders/501", { status: "paid" }],
    ["orders", "patch /orders/{id}", 400, "/orders/501", "no JSON"],
    ["orders", "patch /orders/{id}", 404, "/orders/999", { status: "paid" }],
    ["orders", "patch /orders/{id}", 409, "/orders/501", { status: "open" }],
    ["orders", "get /orders/{id}/events", 200, "/orders/501/events"],
    ["orders", "get /orders/{id}/events", 404, "/orders/999/events"],
  ];

  const rows = answers.map(([name, operation, status, url, body]) => ({ name, operation, status, url, body }));
  it.each(rows)("$name: $operation answers $status as documented for $url", async (row) => {
    const { name, operation, status, url, body } = row;
    const [method = "", path = ""] = operation.split(" ");
    const response = await fetch(services.urls[`${upper(name)}_URL`] + url, {
      method: method.toUpperCase(),
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const mediaType = status < 300 ? "application/json" : "application/problem+json";
    const json = await response.json();

    expect([response.status, response.headers.get("content-type")]).toEqual([status, mediaType]);
    const validate = validatorOf(contracts[name], ["paths", path, method, "responses", String(status)], mediaType);
    validate(json);
    expect(validate.errors).toBeNull();
  });

  it("are compared for every operation and status that is documented", () => {
    const documented = names.flatMap((name) =>
      Object.entries(contracts[name]?.paths ?? {}).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { responses = {} }]) =>
          Object.keys(responses).map((status) => `${name} ${method} ${path} ${status}`),
        ),
      ),
    );
    const compared = answers.map(([name, operation, status]) => `${name} ${operation} ${status}`);
    expect([...new Set(compared)].toSorted()).toEqual(documented.toSorted());
  });
});

describe("the shop's imported subgraphs", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "restuary-shop-"));
    cpSync(shop, folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const sdlOf = (dir: string, name: Name): string => readFileSync(join(dir, `subgraphs/${name}.graphql`), "utf8");

  it.each<[Name, string]>([
    ["catalog", "2 operations"],
    ["customers", "1 operation"],
    ["orders", "5 operations"],
  ])(
    "stay as they were edited when %s is imported again",
    async (name, operations) => {
      const again = await runRestuary(["import", `subgraphs/${name}.openapi.yaml`, "--name", name, "-C", folder]);
      expect(again).toEqual({
        code: 0,
        stdout: `subgraphs/${name}.graphql written: ${operations}\n`,
        stderr: "",
      });
      expect(sdlOf(folder, name)).toBe(sdlOf(shop, name));
    },
    60_000,
  );

  it("take over a new operation among what was edited", async () => {
    const cancel = `    delete:
      operationId: cancelOrder
      responses:
        "204": { description: Cancelled. }
  /orders/{id}/events:
`;
    const next = contractText("orders").replace("  /orders/{id}/events:\n", cancel);
    writeFileSync(join(folder, "next.yaml"), next);
    expect(await runRestuary(["import", "next.yaml", "--name", "orders", "-C", folder])).toEqual({
      code: 0,
      stdout: "subgraphs/orders.graphql written: 6 operations\n  new: DELETE /orders/{id}\n",
      stderr: "",
    });
    const merged = sdlOf(folder, "orders");
    const added = `
  cancelOrder(id: ID!): Boolean
    @connect(source: "api", http: { DELETE: "/orders/{$args.id}" }, selection: "$(true)")
`;
    expect(merged).toContain(added);
    expect(merged.replace(added, "")).toBe(sdlOf(shop, "orders"));
  }, 60_000);

  it("pass all checks, their documents included", async () => {
    const args = ["check", "-C", shop, "--against", "schema/supergraph.graphql", "--no-cache", "--format", "json"];
    const { code, stdout } = await runRestuary(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [], summary: { operations: 8, notes: [] } });
  }, 60_000);

  it("are held against what a service says next", async () => {
    writeFileSync(join(folder, "renamed.yaml"), contractText("catalog").replaceAll("title", "label"));
    const args = ["check", "-C", shop, "--against", "schema/supergraph.graphql", "--no-cache", "--format", "json"];
    const { code, stdout } = await runRestuary([...args, "--openapi", `catalog.api=${join(folder, "renamed.yaml")}`]);

    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout) as {
      findings: { code: string; coordinate: string; locations: unknown[] }[];
    };
    const lines = sdlOf(shop, "catalog").split("\n");
    const mapped = lines.flatMap((line, index) => (line.trim() === "name: title" ? [index + 1] : []));
    expect(mapped).toHaveLength(3);
    expect(findings).toEqual(
      mapped.map((line) =>
        expect.objectContaining({
          code: "DRIFT_PROPERTY_REMOVED",
          severity: "error",
          coordinate: "Product.name",
          locations: [expect.objectContaining({ file: "subgraphs/catalog.graphql", line })],
        }),
      ),
    );
  }, 60_000);
});

/** Of one answer. What the document forgets to say about an object is an error, too. */
function validatorOf(contract: Contract | undefined, keys: readonly string[], mediaType: string) {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: {
      date: /^\d{4}-\d\d-\d\d$/,
      "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
      email: /^[^@\s]+@[^@\s]+$/,
    },
  });
  ajv.addSchema(closed(contract) as object, "contract");
  const inside = ["content", mediaType, "schema"];
  // Where a whole response is a reference, the keys below it are those of what it leads to.
  const validate =
    ajv.getSchema(pointerTo([...keys, ...inside])) ??
    (JSON.stringify(responseAt(contract, keys)) === '{"$ref":"#/components/responses/Problem"}'
      ? ajv.getSchema(pointerTo(["components", "responses", "Problem", ...inside]))
      : undefined);
  if (!validate) throw new Error(`Nothing is documented at ${keys.join(" ")}.`);
  return validate;
}

function pointerTo(keys: readonly string[]): string {
  return `contract#/${keys.map((key) => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;
}

function responseAt(contract: unknown, keys: readonly string[]): unknown {
  return keys.reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], contract);
}

/** A copy in which no object may have other properties than those that are named. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  return copy["type"] === "object" ? { ...copy, additionalProperties: false } : copy;
}

function upper<Text extends string>(text: Text): Uppercase<Text> {
  return text.toUpperCase() as Uppercase<Text>; // what the function does
}
