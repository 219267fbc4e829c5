import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { createApolloComposer } from "../../cli/apollo-composer.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "restuary-"));
});
afterEach(() => rm(root, { recursive: true }));

/** Something else of that name: the package itself is never installed here. */
async function install(source: string): Promise<void> {
  const folder = join(root, "node_modules/@apollo/composition");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "@apollo/composition", main: "index.cjs" }));
  await writeFile(join(folder, "index.cjs"), source);
}

it("says what to install where it is missing", () => {
  expect(() => createApolloComposer(root)).toThrow(
    'The config says `composer: "apollo"`, but `@apollo/composition` is not installed.',
  );
});

it("uses what is installed beside the project", async () => {
  await install(`exports.composeServices = (services) =>
    services.length === 1 ? { supergraphSdl: services[0].name } : { errors: [{ message: "no", extensions: { code: "X" } }] };`);
  const composer = createApolloComposer(root);
  const service = { name: "a", typeDefs: parse("type Query { a: Int }") };
  expect(await composer([service])).toEqual({ supergraphSdl: "a", errors: [] });
  expect(await composer([])).toEqual({ errors: [{ message: "no", code: "X" }] });
});

it("refuses a package that is not what its name says", async () => {
  await install("exports.compose = 1;");
  await expect(createApolloComposer(root)([])).rejects.toThrow("exports no `composeServices`");
});
