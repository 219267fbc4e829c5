import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { shareInFlight } from "../../../subgraphs/rest/share-in-flight.ts";
import { deferred } from "../../support/deferred.ts";
import { rejectionOf, startUpstream, textOf } from "./upstream.ts";

describe("equal requests of several operations in flight", () => {
  it("are sent once", async () => {
    const upstream = await startUpstream(async () => {
      await sleep(150);
      return { body: `answer ${upstream.requests.length}` };
    });
    const transport = shareInFlight(upstream.transport);
    const operations = Array.from({ length: 4 }, () => createRestOperation({ transport }));
    const answers = await Promise.all(operations.map((operation) => operation.fetch(upstream.request("/a"))));
    expect(answers.map(({ body }) => textOf(body))).toEqual(["answer 1", "answer 1", "answer 1", "answer 1"]);
    const later = await createRestOperation({ transport }).fetch(upstream.request("/a"));
    expect(textOf(later.body)).toBe("answer 2");
    expect(upstream.calls()).toEqual(["GET /a", "GET /a"]);
  });

  it("are sent each where anything that the service can see differs, and writes always", async () => {
    const upstream = await startUpstream(async () => {
      await sleep(150);
      return {};
    });
    const transport = shareInFlight(upstream.transport);
    const requests = [
      upstream.request("/a"),
      upstream.request("/b"),
      upstream.request("/a", { headers: { authorization: "Ada" } }),
      upstream.request("/a", { headers: { authorization: "Bob" } }),
      upstream.request("/a", { method: "HEAD" }),
    ];
    await Promise.all(requests.map((request) => createRestOperation({ transport }).fetch(request)));
    expect(upstream.requests).toHaveLength(5);
    const writes = [1, 2].map(() => upstream.request("/a", { method: "POST", body: "x" }));
    await Promise.all(writes.map((request) => createRestOperation({ transport }).fetch(request)));
    expect(upstream.requests).toHaveLength(7);
  });

  it("go on for those who stay, and end when the last has left", async () => {
    const closed = deferred<void>();
    const arrived = deferred<void>();
    const upstream = await startUpstream((_request, response) => {
      response.on("close", () => closed.resolve());
      arrived.resolve();
    });
    const transport = shareInFlight(upstream.transport);
    const [first, second] = [createRestOperation({ transport }), createRestOperation({ transport })];
    const calls = [first, second].map((operation) => rejectionOf(operation.fetch(upstream.request("/a"))));
    await arrived.promise;
    first.abort();
    expect(await calls[0]).toMatchObject({ code: "REST_ABORTED" });
    const stays = await Promise.race([closed.promise.then(() => "closed"), sleep(50).then(() => "open")]);
    expect(stays).toBe("open");
    second.abort();
    expect(await calls[1]).toMatchObject({ code: "REST_ABORTED" });
    await closed.promise;
    expect(upstream.calls()).toEqual(["GET /a"]);
  });

  it("fail together", async () => {
    const upstream = await startUpstream((_request, response) => void response.destroy());
    const transport = shareInFlight(upstream.transport);
    const errors = await Promise.all(
      [1, 2].map(() => rejectionOf(createRestOperation({ transport }).fetch(upstream.request("/a")))),
    );
    expect(errors).toMatchObject([{ code: "REST_SOCKET" }, { code: "REST_SOCKET" }]);
  });

  it("are not joined after a write", async () => {
    let state = "old";
    const gate = deferred<void>();
    const upstream = await startUpstream(async ({ method }) => {
      if (method === "POST") state = "new";
      else if (upstream.requests.length === 1) {
        const before = state;
        await gate.promise;
        return { body: before };
      }
      return { body: state };
    });
    const transport = shareInFlight(upstream.transport);
    const early = createRestOperation({ transport }).fetch(upstream.request("/a"));
    await sleep(150);
    await createRestOperation({ transport }).fetch(upstream.request("/a", { method: "POST" }));
    const late = await createRestOperation({ transport }).fetch(upstream.request("/a"));
    expect(textOf(late.body)).toBe("new");
    gate.resolve();
    expect(textOf((await early).body)).toBe("old");
  });
});
