import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { deferred } from "../../support/deferred.ts";
import { startWorlds } from "./worlds.ts";

const ask = '{ at(path: "things?token=secret") }';

describe("a body", () => {
  it.each(["application/problem+json; charset=utf-8", "Application/JSON"])("of the type %s is read", async (type) => {
    const { plain, ours } = await startWorlds(() => ({ headers: { "content-type": type }, body: '{"a": 1}' }));
    expect((await plain.ask(ask)).data).toEqual({ at: '{"a": 1}' });
    expect((await ours.ask(ask)).data).toEqual({ at: { a: 1 } });
  });

  it("keeps its digits", async () => {
    const json = { headers: { "content-type": "application/json" }, body: "[9007199254740993]" };
    const { plain, ours } = await startWorlds(() => json);
    expect(await plain.askText(ask)).toContain("[9007199254740992]");
    expect(await ours.askText(ask)).toContain("[9007199254740993]");
  });

  it("reaches no prototype", async () => {
    const json = { headers: { "content-type": "application/json" }, body: '{"__proto__": {"isAdmin": true}, "a": 1}' };
    const { plain, ours } = await startWorlds(() => json);
    expect((await plain.ask('{ isAdmin(path: "x") }')).data).toEqual({ isAdmin: true });
    expect((await ours.ask('{ isAdmin(path: "x") }')).data).toEqual({ isAdmin: null });
  });

  it("that is larger than may be is not read to its end", async () => {
    const body = randomBytes(8_000_000).toString("hex");
    const { plain, ours } = await startWorlds(() => ({ json: body }));
    expect((await plain.ask(ask)).data).toEqual({ at: body });
    expect(await ours.ask(ask)).toEqual({
      data: { at: null },
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: "UPSTREAM_BAD_RESPONSE" }) })],
    });
  });
});

describe("a failure", () => {
  it("keeps its status where its body is broken, and tells no URL", async () => {
    const broken = { status: 502, headers: { "content-type": "application/json" }, body: "<html>" };
    const { plain, ours } = await startWorlds(() => broken);
    const [fault] = (await plain.ask(ask)).errors ?? [];
    expect(fault?.message).toContain("token=secret");
    expect(JSON.stringify(fault)).not.toContain("502");
    const answer = await ours.ask(ask);
    expect(answer.errors).toEqual([
      expect.objectContaining({
        message: "The upstream service answered 502.",
        extensions: expect.objectContaining({ code: "UPSTREAM_ERROR" }),
      }),
    ]);
    expect(JSON.stringify(answer)).not.toContain("secret");
  });

  it("tells neither the URL nor the body", async () => {
    const { plain, ours } = await startWorlds(() => ({ status: 500, json: { sql: "SELECT password" } }));
    expect(JSON.stringify(await plain.ask(ask))).toMatch(/token=secret.*SELECT password/);
    const answer = await ours.ask(ask);
    expect(answer.errors).toHaveLength(1);
    expect(JSON.stringify(answer)).not.toMatch(/secret|SELECT/);
  });

  it.each([
    [400, "BAD_USER_INPUT"],
    [409, "CONFLICT"],
    [412, "CONFLICT"],
    [422, "BAD_USER_INPUT"],
    [428, "PRECONDITION_REQUIRED"],
    [500, "UPSTREAM_ERROR"],
  ])("of status %s has the code %s", async (status, code) => {
    const { plain, ours } = await startWorlds(() => ({ status, json: {} }));
    expect((await plain.ask(ask)).errors?.[0]?.extensions?.["code"]).toBe("INTERNAL_SERVER_ERROR");
    expect((await ours.ask(ask)).errors?.[0]?.extensions?.["code"]).toBe(code);
  });

  it("by 404 is null: there is no such thing", async () => {
    const { plain, ours } = await startWorlds(() => ({ status: 404, json: {} }));
    expect((await plain.ask(ask)).errors?.[0]?.extensions?.["code"]).toBe("INTERNAL_SERVER_ERROR");
    expect(await ours.ask(ask)).toEqual({ data: { at: null } });
  });

  it("by 429 is asked again when the service says, and told with that time where it is too long", async () => {
    let count = 0;
    const { plain, ours } = await startWorlds(() => {
      count += 1;
      return count % 2 === 1 ? { status: 429, headers: { "retry-after": "0" }, json: {} } : { json: 1 };
    });
    expect((await plain.ask(ask)).errors?.[0]?.extensions).toEqual(expect.not.objectContaining({ retryAfter: 0 }));
    count = 0;
    expect(await ours.ask(ask)).toEqual({ data: { at: 1 } });

    const busy = await startWorlds(() => ({ status: 429, headers: { "retry-after": "60" }, json: {} }));
    expect((await busy.plain.ask(ask)).errors?.[0]?.extensions).toEqual(
      expect.not.objectContaining({ retryAfter: 60 }),
    );
    expect((await busy.ours.ask(ask)).errors?.[0]?.extensions).toEqual(
      expect.objectContaining({ code: "RATE_LIMITED", retryAfter: 60 }),
    );
  });
});

it("does not wait for a service that does not answer", async () => {
  const gate = deferred<void>();
  const never = async (): Promise<object> => {
    await gate.promise;
    return { json: "at last" };
  };
  const { plain, ours } = await startWorlds(never, { timeoutMs: 500 });
  let isAnswered = false;
  const waiting = plain.ask(ask).finally(() => (isAnswered = true));
  expect((await ours.ask(ask)).errors?.[0]?.extensions?.["code"]).toBe("UPSTREAM_TIMEOUT");
  expect(isAnswered).toBe(false);
  gate.resolve();
  expect(await waiting).toEqual({ data: { at: "at last" } });
});
