import { expect, it } from "@jest/globals";
import { startRestServer } from "../../support/rest-server.ts";
import { answering, importParts } from "./import.ts";
import { query } from "./serve-import.ts";

const text = { type: "string" };
const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown): unknown => ({ description: "", content: { "application/json": { schema } } });

const schemas = {
  Pet: {
    type: "object",
    required: ["id", "kind"],
    discriminator: { propertyName: "kind" },
    properties: { id: text, kind: text, friend: ref("Pet"), tags: { type: "object", additionalProperties: text } },
  },
  Cat: { allOf: [ref("Pet"), { type: "object", properties: { lives: { type: "integer" } } }] },
  Queued: { type: "object", required: ["ticket"], properties: { ticket: text } },
};

it("an import with interfaces, maps, choices and several answers is served by the gateway", async () => {
  const server = await startRestServer(({ method }) =>
    method === "GET"
      ? {
          json: {
            id: "1",
            kind: "Cat",
            lives: 9,
            tags: { a: "b" },
            friend: { id: "2", kind: "Owl", friend: { id: "1", kind: "Cat", lives: 8 } },
          },
        }
      : { status: 202, json: { ticket: "t" } },
  );
  const { sdl } = importParts(
    {
      servers: [{ url: server.url }],
      paths: {
        "/pets/{id}": {
          get: answering(ref("Pet"), { parameters: [{ name: "id", in: "path", required: true, schema: text }] }),
        },
        "/pets": {
          post: {
            requestBody: { required: true, content: { "application/json": { schema: ref("Pet") } } },
            responses: { "201": json(ref("Cat")), "202": json(ref("Queued")) },
          },
        },
      },
      components: { schemas },
    },
    "3.1.0",
    { maps: "entries" },
  );
  try {
    const read = `{ pet(id: "1") { __typename id tags { key value } ... on Cat { lives }
      friend { __typename id friend { id ... on Cat { lives } } } } }`;
    expect(await query(sdl, read)).toEqual({
      data: {
        pet: {
          __typename: "Cat",
          id: "1",
          tags: [{ key: "a", value: "b" }],
          lives: 9,
          friend: { __typename: "OtherPet", id: "2", friend: { id: "1", lives: 8 } },
        },
      },
    });
    const write = `mutation { createPet(input: { cat: { id: "3", kind: "Cat", lives: 7 } }) {
      __typename ... on Cat { lives } ... on Queued { ticket } } }`;
    expect(await query(sdl, write)).toEqual({ data: { createPet: { __typename: "Queued", ticket: "t" } } });
    expect(server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      "GET /pets/1 ",
      'POST /pets {"id":"3","kind":"Cat","lives":7}',
    ]);
  } finally {
    await server.close();
  }
});
