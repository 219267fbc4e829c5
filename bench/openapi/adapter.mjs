// Adapter of the OpenAPI import harness: a document is imported, composed and executed in this process.
//   node build-all.mjs --adapter <checkout>/bench/openapi/adapter.mjs
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, parse, validate } from "graphql";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const isBuilt = (() => {
  try {
    return statSync(`${checkout}dist/index.js`).mtimeMs > lastChange();
  } catch {
    return false;
  }
})();
// Sources are compiled as they are loaded, unless there is a build of just these.
if (!isBuilt) (await import("tsx/esm/api")).register();
const ours = (path) =>
  import(new URL(isBuilt ? `../../dist/${path.replace(/\.ts$/, ".js")}` : `../../${path}`, import.meta.url).href);

function lastChange() {
  const files = ["schema", "subgraphs", "gateway"].flatMap((layer) =>
    readdirSync(`${checkout}${layer}`, { recursive: true, encoding: "utf8" }).map(
      (file) => `${checkout}${layer}/${file}`,
    ),
  );
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

export const name = "restuary";

export async function load({ docPath, baseUrl }) {
  const { parseText } = await ours("subgraphs/openapi/parse-document.ts");
  const { importDocument } = await ours("subgraphs/openapi/import-document.ts");
  const text = readFileSync(docPath, "utf8");
  const imported = importDocument({
    document: parseText(text),
    bytes: Buffer.byteLength(text),
    subgraph: "api",
    documentUrl: baseUrl,
  });
  const schema = buildSchema(imported.sdl, { assumeValidSDL: true });
  // How the harness knows of fields that send requests of their own, which are no part of an operation's answer.
  for (const { field } of imported.relations) {
    const [type, fieldName] = field.split(".");
    schema.getType(type).getFields()[fieldName].extensions = { directives: { resolveTo: true } };
  }
  // And of what a value of an enum is for the service, where that is no name of GraphQL.
  for (const { type, name: value, wire } of imported.renamedValues) schema.getType(type).getValue(value).value = wire;
  let graph;
  const open = () => (graph ??= openGraph(imported.sdl, baseUrl));
  return {
    schema,
    ops: new Map(imported.operations.map(({ key, root, field }) => [key, { root, field }])),
    print: () => imported.sdl,
    report: { warnings: imported.findings.length },
    execute: async ({ query, variables }) => {
      const document = parse(query);
      const errors = validate(schema, document);
      return errors.length > 0 ? { errors } : (await open()).run(document, variables);
    },
    stop: async () => (await graph)?.close(),
  };
}

function fail(step, diagnostics) {
  throw new Error(
    `${step}: ${diagnostics
      .map(({ code, message }) => `${code} ${message}`)
      .join("; ")
      .slice(0, 1000)}`,
  );
}

async function openGraph(sdl, baseUrl) {
  const [
    { compose },
    { theguildComposer },
    { readConnectors },
    { lowerSubgraph },
    { loadGraph },
    { createRestTransport },
    { createRestOperation },
  ] = await Promise.all([
    ours("schema/compose.ts"),
    ours("schema/theguild-composer.ts"),
    ours("subgraphs/connect/read.ts"),
    ours("subgraphs/connect/lower.ts"),
    ours("gateway/load-graph.ts"),
    ours("subgraphs/rest/create-rest-operation.ts").then(() => ours("subgraphs/rest/transport.ts")),
    ours("subgraphs/rest/create-rest-operation.ts"),
  ]);
  const document = parse(sdl);
  const { model, diagnostics } = readConnectors({ subgraph: "api", document, file: "api.graphql" });
  if (!model) fail("read", diagnostics);
  const composed = await compose([{ name: "api", ...lowerSubgraph(document, model) }], theguildComposer);
  if (!composed.supergraphSdl) fail("compose", composed.diagnostics);
  const sources = Object.fromEntries(
    model.sources.map((source) => [`api.${source.name}`, { baseUrl: sourceUrl(sdl, source.name, baseUrl) }]),
  );
  const { graph, diagnostics: found } = await loadGraph({
    supergraphSdl: composed.supergraphSdl,
    sources,
    env: {},
    production: true,
  });
  if (!graph) fail("load", found);
  const transport = createRestTransport();
  return {
    run: (document_, variables) =>
      graph.execute({
        document: document_,
        variables,
        context: { requestHeaders: {}, context: {}, rest: createRestOperation({ transport }) },
      }),
    close: async () => {
      await graph.close();
      await transport.close();
    },
  };
}

/** Every source is the harness's server; `api` keeps the path that the document gives it. */
function sourceUrl(sdl, source, baseUrl) {
  if (source !== "api") return baseUrl;
  const written = /@source\(name: "api", http: \{ baseURL: "([^"]+)"/.exec(sdl)?.[1] ?? baseUrl;
  return written.startsWith(baseUrl) ? written : baseUrl;
}
