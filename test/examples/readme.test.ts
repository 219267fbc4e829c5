import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startServices, type ShopServices } from "../../examples/shop/services/start-services.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { runRestuary, startGatewayScript, startRestuary, type RunningGateway } from "../support/restuary-process.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const [queryToPaste = "", usersSdl = "", postsQuery = ""] = graphqlBlocks(readme);

describe("the README's query to paste", () => {
  let services: ShopServices;
  let gateway: RunningGateway;
  const calls: string[] = [];
  beforeAll(async () => {
    services = await startServices({ firstPort: 0, onRequest: (service) => calls.push(service) });
    gateway = await startRestuary(["serve", "-C", join(root, "examples/shop")], services.urls);
  }, 60_000);
  afterAll(async () => {
    await gateway?.stop();
    await services.close();
  });

  it("is answered with the calls that the README promises", async () => {
    const result = await gateway.ask(queryToPaste);

    const { items } = (result.data as { orders: { items: { customer: { name: string } }[] } }).orders;
    expect(result.errors).toBeUndefined();
    expect(items).toHaveLength(5);
    const customers = new Set(items.map(({ customer }) => customer.name)).size;
    expect(calls.toSorted()).toEqual(
      ["catalog", ...Array<string>(customers).fill("customers"), "orders", "reviews"].toSorted(),
    );
  });

  it("is printed and answered by what `npm start` runs, with each REST call shown", async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
    const [runner, script = ""] = scripts.start.split(" ");
    expect(runner).toBe("tsx");

    const shop = await startGatewayScript(join(root, script), [], { FIRST_PORT: "0" });
    const result = await shop.ask(queryToPaste);
    const exitCode = await shop.stop();

    expect(words(shop.output())).toContain(words(queryToPaste));
    expect(result.errors).toBeUndefined();
    expect(result.data?.["orders"]).toMatchObject({ total: 500 });
    expect(shop.output()).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/orders\?page=1&perPage=5/);
    expect(exitCode).toBe(0);
  }, 60_000);

  it.each(["examples/infrastructure/README.md"])(
    "in %s is valid GraphQL of that graph",
    async (file) => {
      const project = join(root, dirname(file));
      const folder = mkdtempSync(join(tmpdir(), "restuary-readme-"));
      const query = graphqlBlocks(readFileSync(join(root, file), "utf8"))[0] ?? "";
      writeFileSync(join(folder, "query.graphql"), query);
      const explained = await runRestuary(["explain", join(folder, "query.graphql"), "-C", project], {
        PDNS_API_KEY: "key",
      });
      rmSync(folder, { recursive: true });
      expect(explained).toMatchObject({ code: 0 });
      expect(explained.stdout).toContain("/zones/");
    },
    60_000,
  );
});

describe("the README's five minutes", () => {
  let folder: string;
  let rest: RestServer;
  beforeAll(async () => {
    rest = await startRestServer(({ url }) => {
      if (url === "/posts") {
        return { json: Array.from({ length: 100 }, (_, id) => ({ id, title: `Post ${id}`, userId: id % 10 })) };
      }
      const ids = new URL(url, "http://localhost").searchParams.getAll("id").map(Number);
      return { json: ids.map((id) => ({ id, fullName: `User ${id}`, address: { city: "Porto" } })) };
    });
    folder = mkdtempSync(join(tmpdir(), "restuary-readme-"));
    mkdirSync(join(folder, "subgraphs"));
    mkdirSync(join(folder, "schema/operations"), { recursive: true });
    writeFileSync(join(folder, "subgraphs/users.graphql"), usersSdl.replace("http://localhost:3000", rest.url));
    writeFileSync(join(folder, "schema/operations/posts.graphql"), postsQuery);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await rest.close();
  });

  it("give a graph that answers a hundred posts by ten users with two REST calls", async () => {
    expect(usersSdl).toContain("http://localhost:3000");
    const gateway = await startRestuary(["dev", "-C", folder]);
    const result = await gateway.ask(postsQuery);
    await gateway.stop();

    expect(result).toEqual({
      data: {
        posts: Array.from({ length: 100 }, (_, id) => ({
          title: `Post ${id}`,
          author: { name: `User ${id % 10}`, city: "Porto" },
        })),
      },
    });
    expect(rest.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /posts",
      `GET /users?${Array.from({ length: 10 }, (_, id) => `id=${id}`).join("&")}`,
    ]);
  }, 60_000);

  it("explain the calls before they are made", async () => {
    rest.requests.length = 0;
    const explained = await runRestuary(["explain", "schema/operations/posts.graphql", "-C", folder]);

    expect(explained).toMatchObject({ code: 0, stderr: "" });
    expect(explained.stdout).toContain("/posts");
    expect(explained.stdout).toContain("/users");
    expect(rest.requests).toEqual([]);
  }, 60_000);

  it("compose a supergraph that is served by itself", async () => {
    const composed = await runRestuary(["compose", "-C", folder]);
    expect(composed).toMatchObject({ code: 0 });
    rmSync(join(folder, "subgraphs"), { recursive: true });

    const gateway = await startRestuary(["serve", "-C", folder, "--supergraph", "schema/supergraph.graphql"]);
    const result = await gateway.ask("{ posts { title } }");
    await gateway.stop();

    expect(result.errors).toBeUndefined();
    expect(result.data?.["posts"]).toHaveLength(100);
  }, 60_000);
});

describe("the documents", () => {
  const documents = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) => join("docs", file)),
    "examples/shop/README.md",
    "examples/infrastructure/README.md",
  ].filter((file) => file.endsWith(".md"));
  const texts = documents.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

  it("link to files that exist", () => {
    const broken = texts.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(join(root, dirname(file), target)))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("name npm scripts that exist", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const named = texts.flatMap(({ text }) => [...text.matchAll(/\bnpm (?:run ([a-z0-9:]+)|(start|test)\b)/g)]);
    const unknown = named
      .map(([, script, short]) => script ?? short ?? "")
      .filter((name) => !(name in manifest.scripts));
    expect(named.length).toBeGreaterThan(5);
    expect(unknown).toEqual([]);
  });

  it("name commands that the CLI has", async () => {
    const { stdout } = await runRestuary(["--help"]);
    const named = texts.flatMap(({ text }) =>
      [...text.matchAll(/npx restuary ([a-z]+)/g)].map(([, name = ""]) => name),
    );
    expect(named).toContain("dev");
    expect(named.filter((name) => !new RegExp(`^ +${name}\\b`, "m").test(stdout))).toEqual([]);
  }, 60_000);
});

const words = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

function graphqlBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```graphql\n(.*?)^```$/gms)].map(([, text = ""]) => text);
}
