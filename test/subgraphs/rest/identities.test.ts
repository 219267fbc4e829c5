import { describe, expect, it } from "@jest/globals";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { ReplaceableTransport } from "../../../subgraphs/rest/replaceable-transport.ts";
import { shareInFlight } from "../../../subgraphs/rest/share-in-flight.ts";
import type { RestTransport } from "../../../subgraphs/rest/transport.ts";
import type { TransportSettings } from "../../../subgraphs/rest/transport-settings.ts";
import { startBehind, textOf } from "./upstream.ts";

const sources: Record<string, TransportSettings> = {
  "users.ann": { auth: { bearer: "ann" } },
  "posts.ann": { auth: { bearer: "ann" } },
  "users.bob": { auth: { bearer: "bob" } },
  "users.plain": {},
};

const ways: [string, (transport: RestTransport) => RestTransport][] = [
  ["one operation", (transport) => transport],
  ["an operation that shares with others", (transport) => shareInFlight(transport)],
  ["an operation in `dev`", (transport) => new ReplaceableTransport(transport)],
];

describe.each(ways)("in %s", (_which, over) => {
  it("equal requests of sources that ask as the same are one, and of others are not", async () => {
    const service = await startBehind(over(openTransport({ sources })), ({ headers }) => ({
      body: headers.authorization ?? "nobody",
    }));
    const operation = service.operation();
    const answers = await Promise.all(
      ["users.ann", "users.bob", "posts.ann", "users.plain", "posts.plain"].map(async (sourceKey) =>
        textOf((await operation.fetch(service.request("/me", { sourceKey }))).body),
      ),
    );
    expect(answers).toEqual(["Bearer ann", "Bearer bob", "Bearer ann", "nobody", "nobody"]);
    expect(service.calls()).toHaveLength(3);
  });
});

it("a client's certificate is an identity", () => {
  const tls = { cert: "cert of ann", key: "key" };
  const transport = openTransport({ sources: { "users.ann": { tls }, "users.plain": { tls: {} } } });
  expect(transport.identityOf?.("users.ann")).not.toBe(transport.identityOf?.("users.plain"));
});

it("where no source has any, nothing is looked up", () => {
  expect(openTransport({ sources: { "users.plain": {} } })).not.toHaveProperty("identityOf");
});
