import { describe, expect, it } from "@jest/globals";
import { startRestServer } from "../../support/rest-server.ts";
import { startWorlds, type Answer } from "./worlds.ts";

const echo = ({ url }: { url: string }): { json: unknown } => ({ json: url });
const refused = (field: string): Answer => ({
  data: { [field]: null },
  errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: "BAD_USER_INPUT" }) }) as never],
});

describe("an id in a path", () => {
  it.each([
    ["../admin", "/api/v1/admin", "/api/v1/things/..%2Fadmin"],
    ["%2e%2e/admin", "/api/v1/admin", "/api/v1/things/%252e%252e%2Fadmin"],
    ["1?all=true", "/api/v1/things/1?all=true", "/api/v1/things/1%3Fall%3Dtrue"],
    ["1#/notes", "/api/v1/things/1", "/api/v1/things/1%23%2Fnotes"],
    ["1/notes", "/api/v1/things/1/notes", "/api/v1/things/1%2Fnotes"],
  ])("%j reaches only its own segment", async (id, reached, segment) => {
    const { plain, ours } = await startWorlds(echo);
    const query = "query ($id: String!) { thing(id: $id) }";
    expect(await plain.ask(query, { variables: { id } })).toEqual({ data: { thing: reached } });
    expect(await ours.ask(query, { variables: { id } })).toEqual({ data: { thing: segment } });
  });

  // `encodeURIComponent` leaves these as they are.
  it.each([
    ["..", "/api/v1/"],
    [".", "/api/v1/things/"],
    ["", "/api/v1/things/"],
  ])("%j is refused, and nothing is asked", async (id, reached) => {
    const { plain, ours } = await startWorlds(echo);
    const query = "query ($id: String!) { thing(id: $id) }";
    expect(await plain.ask(query, { variables: { id } })).toEqual({ data: { thing: reached } });
    expect(await ours.ask(query, { variables: { id } })).toEqual(refused("thing"));
    expect(ours.calls()).toEqual([]);
  });
});

describe("a whole path from a client", () => {
  it.each(["//EVIL/x", "\\\\EVIL\\x", "http://EVIL/x", "\t//EVIL/x"])("%j reaches no other host", async (template) => {
    const evil = await startRestServer(echo);
    const given = template.replace("EVIL", new URL(evil.url).host);
    const { plain, ours } = await startWorlds(echo);
    const query = "query ($path: String!) { at(path: $path) }";
    expect(await plain.ask(query, { variables: { path: given } })).toEqual({ data: { at: "/x" } });
    expect(evil.requests).toHaveLength(1);
    expect(await ours.ask(query, { variables: { path: given } })).toEqual(refused("at"));
    expect(evil.requests).toHaveLength(1);
    expect(ours.calls()).toEqual([]);
    await evil.close();
  });

  it("keeps the base's own path", async () => {
    const { plain, ours } = await startWorlds(echo);
    expect(await plain.ask('{ at(path: "/things") }')).toEqual({ data: { at: "/things" } });
    expect(await ours.ask('{ at(path: "/things") }')).toEqual({ data: { at: "/api/v1/things" } });
  });
});

it("sends each member of a list, also one with a comma", async () => {
  const { plain, ours } = await startWorlds(echo);
  const query = '{ search(ids: ["1,2", "3"]) }';
  expect(await plain.ask(query)).toEqual({ data: { search: "/api/v1/things?ids=1%2C2%2C3" } });
  expect(await ours.ask(query)).toEqual({ data: { search: "/api/v1/things?ids=1%2C2&ids=3" } });
});

it("refuses a line break in a header, as the plain one does", async () => {
  const { plain, ours } = await startWorlds(echo);
  const query = "query ($note: String!) { noted(note: $note) }";
  const variables = { note: "a\r\nx-admin: true" };
  expect(await plain.ask(query, { variables })).toMatchObject({ data: { noted: null } });
  expect(await ours.ask(query, { variables })).toEqual(refused("noted"));
  expect([...plain.calls(), ...ours.calls()]).toEqual([]);
});

it("does not follow a redirect to another host", async () => {
  const internal = await startRestServer(() => ({ json: "secret" }));
  const { plain, ours } = await startWorlds(() => ({ status: 302, headers: { location: `${internal.url}/meta` } }));
  expect(await plain.ask("{ me }")).toEqual({ data: { me: "secret" } });
  expect(internal.requests).toHaveLength(1);
  expect(await ours.ask("{ me }")).toMatchObject({
    data: { me: null },
    errors: [{ extensions: { code: "UPSTREAM_BAD_RESPONSE" } }],
  });
  expect(internal.requests).toHaveLength(1);
  await internal.close();
});
