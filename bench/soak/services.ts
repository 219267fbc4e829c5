/** The two services, and the proxy that spoils what one of them answers. */
import { faultKinds } from "../../test/gateway/faults/fault-kinds.ts";
import { healthy, startFaultProxy } from "../../test/support/fault-proxy.ts";
import { startRestServer, type RestServer } from "../../test/support/rest-server.ts";

export interface Services {
  readonly calm: string;
  readonly shaky: string;
  /** @param share  Of the shaky one's answers, from now on. */
  spoil(share: number): void;
  /** Writes that came in more than once. */
  writtenTwice(): number;
  close(): Promise<void>;
}

/** Floods take this process as long as they take the gateway, and it is the load's as well; the last is a list of nothing. */
const leftOut = new Set([
  "a flood of interim answers",
  "a body without an end",
  "200 MB of gzip",
  "100,000 arrays in one another",
]);
const faults = Object.entries(faultKinds).flatMap(([name, { fault }]) => (leftOut.has(name) ? [] : [fault]));

/** Starts both; at first they are well. */
export async function startServices(): Promise<Services> {
  const items = Array.from({ length: 20 }, (_, id) => ({ id: String(id), name: `Item ${id}` }));
  const written = new Set<string>();
  let writtenTwice = 0;
  const service = (): Promise<RestServer> =>
    startRestServer(({ url, body }) => {
      if (url === "/items") return { json: items };
      if (url === "/notes") {
        if (written.has(body)) writtenTwice += 1;
        written.add(body);
        return { json: JSON.parse(body) as unknown };
      }
      const { pathname, searchParams } = new URL(url, "http://rest");
      if (pathname === "/stock") return { json: searchParams.getAll("id").map((id) => ({ id, stock: Number(id) })) };
      return { json: { n: Number(pathname.split("/").at(-1)) } };
    });
  const [calm, shaky] = [await service(), await service()];
  const proxy = await startFaultProxy(shaky.url);
  const spoil: Services["spoil"] = (share) => {
    let count = 0;
    proxy.use((exchange) => {
      count += 1;
      const isSpoiled = count % Math.round(1 / share) === 0;
      const fault = isSpoiled ? faults[Math.floor(count * share) % faults.length] : undefined;
      return (fault ?? healthy)(exchange);
    });
  };
  // What was asked is kept for tests to look at, and would be this process's own leak.
  const forget = setInterval(() => {
    for (const kept of [calm.requests, shaky.requests, proxy.requests]) kept.length = 0;
  }, 1_000);
  return {
    calm: calm.url,
    shaky: proxy.url,
    spoil,
    writtenTwice: () => writtenTwice,
    close: async () => {
      clearInterval(forget);
      await proxy.close();
      await Promise.all([calm.close(), shaky.close()]);
    },
  };
}
