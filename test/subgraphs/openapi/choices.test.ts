import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";
import { answering, forServer, importParts, sdlOf } from "./import.ts";

const start = subgraphStarter();

const text = { type: "string" };
const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

const payments = {
  Card: { type: "object", required: ["number"], properties: { number: text, network: { enum: ["visa-eu", "other"] } } },
  Transfer: { type: "object", properties: { "x-iban": text, cents: { type: "integer", format: "int64" } } },
  Payment: { oneOf: [ref("Card"), ref("Transfer")], discriminator: { propertyName: "by" } },
  Order: {
    type: "object",
    properties: { note: text, payment: ref("Payment"), splits: { type: "array", items: ref("Payment") } },
  },
};

function importBody(schema: unknown, schemas: Record<string, unknown> = payments): ReturnType<typeof importParts> {
  const requestBody = { required: true, content: { "application/json": { schema } } };
  const paths = { "/orders": { post: { requestBody, responses: { "204": { description: "" } } } } };
  return importParts({ paths, components: { schemas } });
}

/** An object with two properties of the type. */
function part(kind: string, type: string): unknown {
  return {
    title: kind,
    type: "object",
    required: ["kind"],
    properties: { kind: { enum: [kind] }, from: { type }, to: { type } },
  };
}

/** `Node`, with itself as `next`. */
function node(properties: Record<string, unknown>): Record<string, unknown> {
  return { Node: { type: "object", properties: { ...properties, next: ref("Node") } } };
}

describe("one of several objects in a request", () => {
  it("is an input of which one field is given", () => {
    const result = importBody(ref("Order"));
    expect(sdlOf(result).replace(/^[\s\S]*?\n\n(?=type Mutation)/, "")).toBe(`type Mutation {
  createOrder(input: OrderInput!): Boolean
    @connect(
      source: "api"
      http: {
        POST: "/orders"
        body: """
        $args.input {
          note
          payment: payment->echo(
            @.card { ... $ network: network?->match(["visa_eu", "visa-eu"], [@, @]) }
            ?? @.transfer { "x-iban": xIban cents: $(cents?->parseInt ?? cents) }
            ?? null
          )
          splits: splits->map(
            @->echo(
              @.card { ... $ network: network?->match(["visa_eu", "visa-eu"], [@, @]) }
              ?? @.transfer { "x-iban": xIban cents: $(cents?->parseInt ?? cents) }
              ?? null
            )
          )
        }
        """
      }
      selection: "$(true)"
    )
}

input OrderInput {
  note: String
  payment: PaymentInput
  splits: [PaymentInput!]
}

input PaymentInput @oneOf {
  card: CardInput
  transfer: TransferInput
}

input CardInput {
  number: String!
  network: CardNetwork
}

input TransferInput {
  xIban: String
  cents: BigInt
}

enum CardNetwork {
  visa_eu
  other
}

"An integer of up to 64 bits. One beyond 2^53 is written as text, so that no digit is lost."
scalar BigInt
`);
    expect(result.findings).toEqual([]);
  });

  it("is sent as that object alone", async () => {
    const shop = await start({ sdl: forServer(importBody(ref("Order"))), handler: () => ({ status: 204 }) });
    const ask = "mutation ($input: OrderInput!) { createOrder(input: $input) }";
    const inputs = [
      { payment: { card: { number: "1", network: "visa_eu" } } },
      { splits: [{ transfer: { xIban: "DE", cents: "9007199254740993" } }, { card: { number: "2" } }], note: "n" },
      { payment: null },
    ];
    for (const input of inputs) {
      expect(await shop.run(ask, { input })).toEqual({ data: { createOrder: true }, errors: [] });
    }
    expect(shop.requests.map(({ body }) => body)).toEqual([
      '{"payment":{"number":"1","network":"visa-eu"}}',
      '{"note":"n","splits":[{"x-iban":"DE","cents":9007199254740993},{"number":"2"}]}',
      '{"payment":null}',
    ]);
    expect(shop.problems.filter(({ message }) => /card|transfer/.test(message))).toEqual([]);
    const two = { payment: { card: { number: "1" }, transfer: {} } };
    expect((await shop.run(ask, { input: two })).errors).toHaveLength(1);
  });

  it("is nothing beside keys of other names", async () => {
    const result = importBody({ type: "object", properties: { note: text, to: ref("Transfer") } });
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: 204 }) });
    await shop.run('mutation { createOrder(input: { note: "n", to: { xIban: "DE", cents: 5 } }) }');
    await shop.run("mutation { createOrder(input: { note: null, to: { xIban: null, cents: null } }) }");
    expect(shop.requests.map(({ body }) => body)).toEqual([
      '{"note":"n","to":{"x-iban":"DE","cents":5}}',
      '{"note":null,"to":{"x-iban":null,"cents":null}}',
    ]);
  });

  it("may be the whole body", async () => {
    const result = importBody(ref("Payment"));
    expect(sdlOf(result)).toContain("createOrder(input: PaymentInput!): Boolean\n");
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: 204 }) });
    await shop.run('mutation { createOrder(input: { transfer: { xIban: "DE" } }) }');
    expect(shop.requests.map(({ body }) => body)).toEqual(['{"x-iban":"DE"}']);
  });

  it("is one of the schemas that extend one, or that one", async () => {
    const schemas = {
      Pet: { type: "object", discriminator: { propertyName: "kind" }, properties: { kind: text, name: text } },
      Cat: { allOf: [ref("Pet"), { type: "object", properties: { lives: { type: "integer" } } }] },
    };
    const result = importBody(ref("Pet"), schemas);
    expect(sdlOf(result)).toContain("input PetInput @oneOf {\n  other: OtherPetInput\n  cat: CatInput\n}");
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: 204 }) });
    await shop.run('mutation { createOrder(input: { cat: { kind: "Cat", name: "Tom", lives: 9 } }) }');
    await shop.run('mutation { createOrder(input: { other: { kind: "Owl" } }) }');
    expect(shop.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { kind: "Cat", name: "Tom", lives: 9 },
      { kind: "Owl" },
    ]);
  });

  it("is an object with a value that says which, where the keys do not", async () => {
    const rule = (type: string, parameters?: unknown): unknown => ({
      type: "object",
      required: ["type"],
      properties: { type: { enum: [type] }, ...(parameters !== undefined && { parameters }), note: text },
    });
    const schemas = { Rule: { oneOf: [rule("lock"), rule("max-size", { type: "integer" }), rule("path", text)] } };
    const result = importBody(
      { type: "object", properties: { rules: { type: "array", items: ref("Rule") } } },
      schemas,
    );
    expect(sdlOf(result).replace(/^[\s\S]*?\n\n(?=input)/, "")).toBe(`input CreateOrderInput {
  rules: [RuleInput!]
}

input RuleInput {
  type: RuleType!
  parameters: JSON
  note: String
}

enum RuleType {
  lock
  max_size
  path
}

"Any JSON value."
scalar JSON
`);
    expect(result.findings).toEqual([
      {
        kind: "simplified",
        pointer: "#/components/schemas/Rule",
        message: "`parameters` is of another type by `type`; it is `JSON`.",
      },
    ]);
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: 204 }) });
    await shop.run("mutation { createOrder(input: { rules: [{ type: max_size, parameters: 5 }, { type: lock }] }) }");
    expect(shop.requests.map(({ body }) => body)).toEqual([
      '{"rules":[{"type":"max-size","parameters":5},{"type":"lock"}]}',
    ]);
  });

  it("is a choice where the objects differ in more than one key", () => {
    const sdl = sdlOf(importBody({ oneOf: [part("text", "string"), part("size", "integer")] }));
    expect(sdl).toContain("input CreateOrderInput @oneOf {");
  });

  it("is JSON where nothing tells them apart, or some alternative is no object", () => {
    expect(sdlOf(importBody({ oneOf: [text, ref("Card")] }))).toContain("createOrder(input: JSON): Boolean");
    expect(sdlOf(importBody({ oneOf: [ref("Transfer"), ref("Card")] }))).toContain("createOrder(input: JSON): Boolean");
  });

  it("is JSON in a parameter, which is written by its fields", () => {
    const parameters = [{ name: "by", in: "query", style: "deepObject", schema: ref("Payment") }];
    const paths = { "/orders": { get: answering({}, { parameters }) } };
    expect(sdlOf(importParts({ paths, components: { schemas: payments } }))).toContain("orders(by: JSON): JSON");
  });
});

describe("a type inside itself in a request", () => {
  it("is sent as it is, to any depth", async () => {
    const result = importBody(ref("Node"), node({ name: text, size: { type: "integer" } }));
    expect(result.findings).toEqual([]);
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: 204 }) });
    await shop.run('mutation { createOrder(input: { name: "a", next: { size: 1, next: { next: { name: "d" } } } }) }');
    expect(shop.requests.map(({ body }) => body)).toEqual([
      '{"name":"a","next":{"size":1,"next":{"next":{"name":"d"}}}}',
    ]);
  });

  it.each([
    ["keys", { "x-name": text }],
    ["values", { kind: { enum: ["a-b", "c"] } }],
  ])("is JSON where %s are renamed: nothing could rename them at any depth", async (_name, properties) => {
    const result = importBody(ref("Node"), node(properties));
    expect(sdlOf(result)).toContain("  next: JSON\n");
    expect(result.findings).toEqual([
      {
        kind: "simplified",
        pointer: "#/components/schemas/Node",
        message: "`next` leads back to where it is, under other names than in GraphQL; it is `JSON`.",
      },
    ]);
  });

  it("is JSON inside a choice of itself", async () => {
    const schemas = {
      Filter: { oneOf: [ref("And"), ref("Is")], discriminator: { propertyName: "op" } },
      And: { type: "object", properties: { all: { type: "array", items: ref("Filter") } } },
      Is: { type: "object", properties: { value: text } },
    };
    const result = importBody(ref("Filter"), schemas);
    expect(sdlOf(result)).toContain("input AndInput {\n  all: JSON\n}");
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: 204 }) });
    await shop.run('mutation { createOrder(input: { and: { all: [{ value: "x" }] } }) }');
    expect(shop.requests.map(({ body }) => body)).toEqual(['{"all":[{"value":"x"}]}']);
  });
});
