import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import { load } from "js-yaml";
import { createJiti } from "jiti";
import type { RestuaryConfig } from "../../cli/config/config.ts";
import { configSchema } from "../../cli/config/config-schema.ts";
import { readClientAuth } from "../../cli/config/read-client-auth.ts";
import { startGatewayServer } from "../../gateway/http-server.ts";
import { createRestTransport } from "../../subgraphs/rest/transport.ts";
import { createSigner } from "../gateway/auth/signer.ts";
import { openDeclaredGraph } from "../support/declared-graph.ts";
import { startRestServer } from "../support/rest-server.ts";

const page = await readFile(new URL("../../docs/auth.md", import.meta.url), "utf8");
const schemaText = await readFile(new URL("../../schemas/config.schema.json", import.meta.url), "utf8");
interface Items {
  readonly items: { readonly properties: object };
}
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text = ""]) => text);
const [yaml = ""] = blocks("yaml");
const [typescript = ""] = blocks("ts");
const [sdl = "", operation = ""] = blocks("graphql");
const [answer = ""] = blocks("json");

/** The config of the page's TypeScript. */
async function loadTypescript(): Promise<RestuaryConfig> {
  const folder = await mkdtemp(join(tmpdir(), "restuary-"));
  try {
    const file = join(folder, "restuary.config.ts");
    await writeFile(file, typescript);
    const alias = { restuary: fileURLToPath(new URL("../../cli/config/config.ts", import.meta.url)) };
    return await createJiti(import.meta.url, { alias }).import(file, { default: true });
  } finally {
    await rm(folder, { recursive: true });
  }
}

it("docs/auth.md shows a config in YAML that is the one in TypeScript, but for its function", async () => {
  const { policies, ...auth } = (await loadTypescript()).auth ?? {};
  expect(configSchema.parse(load(yaml))).toEqual({ auth });
  const ask = (department: string): unknown =>
    policies?.({ policies: ["hr", "x"], claims: { department }, headers: {} });
  expect([ask("hr"), ask("sales")]).toEqual([["hr"], []]);
});

it("docs/auth.md shows what a client with a token is answered", async () => {
  const signer = await createSigner("a");
  const people = await startRestServer(({ url }) =>
    url === "/jwks.json"
      ? { json: { keys: [signer.jwk] } }
      : { json: { id: "7", name: "Ada", email: "ada@example.com", salary: 100 } },
  );
  const transport = createRestTransport();
  const auth = readClientAuth({ config: configSchema.parse(load(yaml)), root: "/", locate: () => undefined }, {});
  const [issuer] = auth?.issuers ?? [];
  if (!issuer) throw new Error("The page names an issuer.");
  const server = await startGatewayServer({
    graph: await openDeclaredGraph({ people: sdl.replace("https://people.internal", people.url) }),
    transport,
    production: true,
    port: 0,
    auth: { issuers: [{ ...issuer, jwks: { url: `${people.url}/jwks.json` } }] },
  });
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const token = await signer.sign({
    iss: issuer.issuer,
    aud: "https://graph.example.com",
    sub: "7",
    scope: "email",
    exp,
  });
  const ask = async (query: string): Promise<unknown> => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    return (await fetch(server.url, { method: "POST", headers, body: JSON.stringify({ query }) })).json();
  };
  expect(await ask(operation)).toEqual(JSON.parse(answer));
  expect(await ask("{ me { name } }")).toEqual({ data: { me: { name: "Ada" } } });
  expect(people.requests.map(({ url }) => url)).toEqual(["/jwks.json", "/people/7", "/people/7"]);
  await server.stop();
  await transport.close();
  await people.close();
});

it("docs/auth.md lists what `auth.jwt` can have, with its defaults", () => {
  const { properties } = JSON.parse(schemaText) as { properties: { auth: { properties: { jwt: Items } } } };
  const listed = [...page.matchAll(/^\| `(\w+)`(?:, `(\w+)`)? \|/gm)].flatMap(([, ...names]) => names.filter(Boolean));
  const known = Object.keys(properties.auth.properties.jwt.items.properties);
  expect(listed.slice(0, known.length).toSorted()).toEqual(known.toSorted());
});
