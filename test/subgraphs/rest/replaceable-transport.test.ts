import { expect, it } from "@jest/globals";
import { openTransport } from "../../../subgraphs/rest/open-transport.ts";
import { ReplaceableTransport } from "../../../subgraphs/rest/replaceable-transport.ts";
import { startBehind, textOf, type Upstream } from "./upstream.ts";

it("a call that waits to be sent again is sent, though another transport is in use by then", async () => {
  const replaced: Promise<void>[] = [];
  const onRetry = (): void => void replaced.push(transport.use(openTransport()));
  const transport = new ReplaceableTransport(openTransport({ observer: { onRetry }, random: () => 0 }));
  const service: Upstream<ReplaceableTransport> = await startBehind(transport, () =>
    service.requests.length === 1 ? { status: 503 } : { json: service.requests.length },
  );
  const bodyOf = async (path: string): Promise<string> =>
    textOf((await service.operation().fetch(service.request(path))).body);
  expect(await bodyOf("/a")).toBe("2");
  await Promise.all(replaced);
  expect(await bodyOf("/b")).toBe("3");
  expect(replaced).toHaveLength(1);
  expect(service.calls()).toEqual(["GET /a", "GET /a", "GET /b"]);
});
