import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";
import { answering, forServer, importParts, sdlOf } from "./import.ts";

const start = subgraphStarter();

const text = { type: "string" };
const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const int64 = { type: "integer", format: "int64" };

const transfer = {
  type: "object",
  required: ["id"],
  properties: {
    id: { ...int64, readOnly: true },
    cents: int64,
    parts: { type: "array", items: { type: "object", properties: { sizes: { type: "array", items: int64 } } } },
    at: { type: "string", format: "date-time" },
    pin: { type: "string", writeOnly: true },
    speed: { type: "string", enum: ["same-day", "later"] },
  },
};

function importTransfer(): ReturnType<typeof importParts> {
  const requestBody = { required: true, content: { "application/json": { schema: ref("Transfer") } } };
  const paths = { "/transfers": { post: answering(ref("Transfer"), { requestBody }) } };
  return importParts({ paths, components: { schemas: { Transfer: transfer } } });
}

describe("values of an imported document", () => {
  it("come back as they were sent, with all digits and texts, at any depth", async () => {
    const result = importTransfer();
    sdlOf(result);
    const shop = await start({
      sdl: forServer(result),
      handler: ({ body }) => ({
        body: body.replace("{", '{"id":9223372036854775807,"pin":"0000",'),
        headers: { "content-type": "application/json" },
      }),
    });
    const input = {
      cents: "9007199254740993",
      parts: [{ sizes: ["9007199254740995", 7] }],
      at: "2026-02-30T25:61:00+99:00",
      pin: "1234",
      speed: "same_day",
    };
    const { data, errors } = await shop.run(
      "mutation ($input: TransferInput!) { createTransfer(input: $input) { id cents parts { sizes } at speed } }",
      { input },
    );
    expect(errors).toEqual([]);
    expect(shop.requests.map(({ body }) => body)).toEqual([
      '{"cents":9007199254740993,"parts":[{"sizes":[9007199254740995,7]}],"at":"2026-02-30T25:61:00+99:00","pin":"1234","speed":"same-day"}',
    ]);
    expect(data).toEqual({
      createTransfer: {
        id: "9223372036854775807",
        cents: "9007199254740993",
        parts: [{ sizes: ["9007199254740995", 7] }],
        at: "2026-02-30T25:61:00+99:00",
        speed: "same_day",
      },
    });
  });

  it("have what is read-only in answers alone, required or not, and what is write-only in requests", () => {
    const sdl = sdlOf(importTransfer());
    expect(sdl).toMatch(
      /^type Transfer \{\n {2}id: ID!\n {2}cents: BigInt\n {2}parts: \[TransferPart!\]\n {2}at: String\n {2}speed: Speed\n\}/m,
    );
    expect(sdl).toMatch(
      /^input TransferInput \{\n {2}cents: BigInt\n {2}parts: \[TransferPartInput!\]\n {2}at: String\n {2}pin: String\n {2}speed: Speed\n\}/m,
    );
  });

  it("that are an id or the whole object are JSON, whichever comes", async () => {
    const schemas = {
      Charge: { type: "object", properties: { customer: { anyOf: [text, ref("Customer")] } } },
      Customer: { type: "object", required: ["id"], properties: { id: text, name: text } },
    };
    const result = importParts({ paths: { "/charge": { get: answering(ref("Charge")) } }, components: { schemas } });
    expect(sdlOf(result)).toContain("  customer: JSON\n");
    const answers = [{ customer: "c1" }, { customer: { id: "c1", name: "Ada", more: [1] } }];
    const shop = await start({ sdl: forServer(result), handler: () => ({ json: answers.shift() }) });
    expect([await shop.run("{ charge { customer } }"), await shop.run("{ charge { customer } }")]).toEqual([
      { data: { charge: { customer: "c1" } }, errors: [] },
      { data: { charge: { customer: { id: "c1", name: "Ada", more: [1] } } }, errors: [] },
    ]);
  });
});
