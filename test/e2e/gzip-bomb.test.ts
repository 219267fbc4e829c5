import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { createTestProject, declared } from "../cli/project.ts";
import { startRestServer } from "../support/rest-server.ts";
import { startRestuary } from "../support/restuary-process.ts";

/** Most memory that a process has held, in MB. */
function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_000;
}

const onLinux = process.platform === "linux" ? it : it.skip;

onLinux("holds no more of 200 MB of gzip than a body may be large", async () => {
  // 10 MB of zeros in 10 KB; twenty of them are one body.
  const member = gzipSync(Buffer.alloc(10_485_760));
  const bomb = Buffer.concat(Array.from({ length: 20 }, () => member));
  const rest = await startRestServer(({ url }) =>
    url === "/bomb"
      ? { headers: { "content-type": "application/json", "content-encoding": "gzip" }, body: bomb }
      : { json: 1 },
  );
  const project = createTestProject({
    "subgraphs/things.graphql": declared(
      rest.url,
      `type Query {
         bomb: Int @connect(source: "api", http: { GET: "/bomb" }, selection: "$")
         calm: Int @connect(source: "api", http: { GET: "/calm" }, selection: "$")
       }`,
    ),
  });
  const gateway = await startRestuary(["serve", "-C", project.dir]);
  expect(await gateway.ask("{ calm }")).toEqual({ data: { calm: 1 } });
  const before = peakOf(gateway.pid);
  for (let count = 0; count < 10; count += 1) {
    expect(await gateway.ask("{ calm bomb }")).toMatchObject({
      data: { calm: 1, bomb: null },
      errors: [{ path: ["bomb"], extensions: { reason: "UPSTREAM_BAD_RESPONSE" } }],
    });
  }
  const grown = peakOf(gateway.pid) - before;
  process.stderr.write(`gzip bomb: ${before.toFixed(0)} MB before, ${grown.toFixed(0)} MB more at the peak\n`);
  // Ten of them are 2 GB.
  expect(grown).toBeLessThan(200);
  await gateway.stop();
  project.remove();
  await rest.close();
});
