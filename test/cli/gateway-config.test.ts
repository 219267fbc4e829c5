import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { startRestServer } from "../support/rest-server.ts";
import { startRestuary } from "../support/restuary-process.ts";
import { createTestProject, declared } from "./project.ts";

async function ask(url: string): Promise<{ stamped: string | null; body: unknown }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ me }" }),
  });
  return { stamped: response.headers.get("x-stamped"), body: await response.json() };
}

it("serves with the plugins and the sharing that the config names", async () => {
  const rest = await startRestServer(async () => {
    await sleep(500);
    return { json: { name: "Ada" } };
  });
  const project = createTestProject({
    "subgraphs/users.graphql": declared(
      rest.url,
      `type Query { me: String @connect(source: "api", http: { GET: "/me" }, selection: "$.name") }`,
    ),
    "restuary.config.mjs": `
      const stamp = { requestDidStart: async () => ({ willSendResponse: async ({ response }) => {
        response.http.headers.set("x-stamped", "yes");
      } }) };
      export default { gateway: { share: process.env.SHARE, ...(process.env.PLUGIN && { plugins: [stamp] }) } };
    `,
  });
  const answered = { data: { me: "Ada" } };

  const plugged = await startRestuary(["serve", "-C", project.dir], { PLUGIN: "1" });
  expect(await ask(plugged.url)).toEqual({ stamped: "yes", body: answered });
  expect(await ask(plugged.url)).toEqual({ stamped: "yes", body: answered });
  await plugged.stop();

  const sharing = await startRestuary(["serve", "-C", project.dir], { SHARE: "operation" });
  await ask(sharing.url);
  const sent = rest.requests.length;
  expect(await Promise.all([ask(sharing.url), ask(sharing.url), ask(sharing.url)])).toEqual(
    Array.from({ length: 3 }, () => ({ stamped: null, body: answered })),
  );
  expect(rest.requests.length - sent).toBe(1);
  await sharing.stop();
  project.remove();
  await rest.close();
});
