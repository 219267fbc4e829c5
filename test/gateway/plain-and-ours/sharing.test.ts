import { describe, expect, it } from "@jest/globals";
import type { RecordedRequest } from "../../support/rest-server.ts";
import { deferred } from "../../support/deferred.ts";
import { until } from "../../support/until.ts";
import { startWorlds, type Answer, type World, type WorldOptions } from "./worlds.ts";

/** Answers with who asks; `headers` say how long that may be kept. */
const whoami =
  (headers: Record<string, string>) =>
  ({ headers: { cookie, authorization } }: RecordedRequest) => ({ headers, json: cookie ?? authorization ?? "nobody" });

/** What A is told, and then B. */
async function tell(world: World, a: Record<string, string>, b: Record<string, string>): Promise<unknown[]> {
  const answers = [await world.ask("{ me }", { headers: a }), await world.ask("{ me }", { headers: b })];
  return answers.map(({ data }) => data?.["me"]);
}

describe("an answer that is kept", () => {
  it.each<[string, Record<string, string>, WorldOptions, string]>([
    ["by max-age, with cookies", { "cache-control": "max-age=60" }, {}, "cookie"],
    ["by Last-Modified, with cookies", { "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT" }, {}, "cookie"],
    ["by the source's own time, with authorization", {}, { ttl: 60 }, "authorization"],
    ["by the source's own time, with cookies", {}, { ttl: 60 }, "cookie"],
  ])("%s, is not another user's", async (_what, headers, options, header) => {
    const { plain, ours } = await startWorlds(whoami(headers), options);
    const [a, b] = [{ [header]: "A" }, { [header]: "B" }];
    expect(await tell(plain, a, b)).toEqual(["A", "A"]);
    expect(await tell(ours, a, b)).toEqual(["A", "B"]);
  });

  it("is none where the service says nothing of how long it is good", async () => {
    const headers = { "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT" };
    const { plain, ours } = await startWorlds(() => ({ headers, json: 1 }));
    for (const world of [plain, ours]) await tell(world, {}, {});
    expect(plain.calls()).toEqual(["GET /api/v1/me"]);
    expect(ours.calls()).toEqual(["GET /api/v1/me", "GET /api/v1/me"]);
  });

  it("is not that of a write", async () => {
    const { plain, ours } = await startWorlds(({ body }) => ({ json: JSON.parse(body) as unknown }), { ttl: 60 });
    expect(await createTwice(plain)).toEqual([{ create: { name: "a" } }, { create: { name: "a" } }]);
    expect(await createTwice(ours)).toEqual([{ create: { name: "a" } }, { create: { name: "b" } }]);
  });

  it("is not good any more once it was written", async () => {
    let name = "old";
    const store = ({ method, body }: RecordedRequest): object => {
      if (method === "PUT") name = (JSON.parse(body) as { name: string }).name;
      return { headers: { "cache-control": "max-age=60" }, json: name };
    };
    const { plain, ours } = await startWorlds(store);
    const read = '{ thing(id: "1") }';
    for (const [world, after] of [
      [plain, "old"],
      [ours, "new"],
    ] as const) {
      name = "old";
      expect((await world.ask(read)).data).toEqual({ thing: "old" });
      expect((await world.ask('mutation { put(name: "new") }')).data).toEqual({ put: "new" });
      expect((await world.ask(read)).data).toEqual({ thing: after });
    }
  });
});

it("gives no user the answer that another one is waiting for", async () => {
  const gate = deferred<void>();
  const whoAsks = whoami({});
  const slow = async (request: RecordedRequest): Promise<object> => {
    await gate.promise;
    return whoAsks(request);
  };
  const { plain, ours } = await startWorlds(slow, { isShared: true });
  const both = ["A", "B"].map((cookie) => ({ headers: { cookie } }));
  const plainly = both.map((asked) => plain.ask("{ me }", asked));
  const safely = both.map((asked) => ours.ask("{ me }", asked));
  await until(() => plain.reads() === 2 && plain.requests.length === 1 && ours.requests.length === 2);
  gate.resolve();
  const [first, second] = told(await Promise.all(plainly));
  expect(first).toEqual(second);
  expect(plain.requests).toHaveLength(1);
  expect(told(await Promise.all(safely))).toEqual([{ me: "A" }, { me: "B" }]);
});

it("lets one of two callers leave, and answers the other", async () => {
  const { plain, ours } = await startWorlds(() => ({ json: 1 }));
  expect((await plain.ask("{ pair }")).data).toEqual({ pair: ["rejected", "rejected"] });
  expect((await ours.ask("{ pair }")).data).toEqual({ pair: ["rejected", "fulfilled"] });
});

it("asks no service for a client that has left", async () => {
  const gate = deferred<void>();
  let cut = 0;
  const { plain, ours } = await startWorlds(async (_request, response) => {
    response.on("close", () => {
      if (!response.writableFinished) cut += 1;
    });
    await gate.promise;
    return { json: 1 };
  });
  await leave(ours);
  // Its call is ended, though the service has not answered.
  await until(() => cut === 1);
  await leave(plain);
  gate.resolve();
  await until(() => plain.requests.length === 2);
  expect(plain.calls()).toEqual(["GET /api/v1/first", "GET /api/v1/second"]);
  expect(ours.calls()).toEqual(["GET /api/v1/first"]);
  expect(cut).toBe(1);
});

function told(answers: readonly Answer[]): unknown[] {
  return answers.map(({ data }) => data);
}

/** Asks, and leaves when the service has been asked. */
async function leave(world: World): Promise<void> {
  const client = new AbortController();
  const asking = world.ask("{ two }", { signal: client.signal });
  await until(() => world.requests.length === 1);
  client.abort();
  await asking.catch(() => undefined);
}

async function createTwice(world: World): Promise<unknown[]> {
  const answers = [
    await world.ask('mutation { create(name: "a") }'),
    await world.ask('mutation { create(name: "b") }'),
  ];
  return answers.map(({ data }) => data);
}
