import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openProject } from "../../../cli/project.ts";
import { SharedStores } from "../../../cli/serving/shared-stores.ts";
import { KeptAnswers } from "../../../cli/serving/kept-answers.ts";
import { WaysOut } from "../../../cli/serving/ways-out.ts";
import { startRestServer, type RestServer } from "../../support/rest-server.ts";

let dir: string;
let server: RestServer;
let stores: SharedStores;
let ways: WaysOut;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "restuary-ways-"));
  server = await startRestServer(() => ({ json: { access_token: "t", token_type: "bearer" } }));
  stores = new SharedStores(() => {});
  ways = new WaysOut(new KeptAnswers({ stores }), undefined);
});
afterEach(async () => {
  delete process.env["WAYS_SECRET"];
  await ways.close();
  await stores.close();
  await server.close();
  await rm(dir, { recursive: true });
});

/** Whether a graph of this config gets a way of its own. */
async function use(config: string): Promise<boolean> {
  await writeFile(join(dir, "restuary.config.yaml"), config);
  const { transport, isNew } = (await ways.prepare(await openProject({ dir })))();
  await transport.request({ method: "GET", url: `${server.url}/me`, headers: [], source: "users.api" }).response;
  return isNew;
}

const source = (more: string): string => `sources: { users.api: { ${more} } }`;

describe("the way out of one graph after another", () => {
  it("is the same one where nothing of it has changed: its token is, too", async () => {
    process.env["WAYS_SECRET"] = "s";
    const auth = `auth: { clientCredentials: { tokenUrl: "${server.url}/token", clientId: me, clientSecret: "{$env.WAYS_SECRET}" } }`;
    expect(await use(source(auth))).toBe(true);
    expect(await use(`gateway: { path: /other }\n${source(auth)}`)).toBe(false);
    expect(server.requests.map(({ url }) => url)).toEqual(["/token", "/me", "/me"]);
  });

  it.each([
    ["a setting", source("timeout: 3s")],
    ["a credential", source("auth: { bearer: other }")],
    ["a switch", `gateway: { traceContext: false }\n${source("timeout: 2s")}`],
    ["where answers are kept", `cache: { maxSize: 1MB }\n${source("timeout: 2s")}`],
  ])("is a new one where %s has changed", async (_which, changed) => {
    expect(await use(source("timeout: 2s"))).toBe(true);
    expect(await use(source("timeout: 2s"))).toBe(false);
    expect(await use(changed)).toBe(true);
  });

  it("is a new one where the environment or a file says something else", async () => {
    process.env["WAYS_SECRET"] = "a";
    const auth = source(`auth: { bearer: "{$env.WAYS_SECRET}" }`);
    expect(await use(auth)).toBe(true);
    expect(await use(auth)).toBe(false);
    process.env["WAYS_SECRET"] = "b";
    expect(await use(auth)).toBe(true);
    expect([...ways.secrets()]).toEqual(["b"]);
  });

  it("is only decided when it is used: what is prepared and left changes nothing", async () => {
    expect(await use(source("timeout: 2s"))).toBe(true);
    await writeFile(join(dir, "restuary.config.yaml"), source("timeout: 3s"));
    await ways.prepare(await openProject({ dir }));
    expect(await use(source("timeout: 2s"))).toBe(false);
  });
});
