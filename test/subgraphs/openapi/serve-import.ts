import { parse } from "graphql";
import { loadGraph } from "../../../gateway/load-graph.ts";
import { compose } from "../../../schema/compose.ts";
import { theguildComposer } from "../../../schema/theguild-composer.ts";
import { lowerSubgraph } from "../../../subgraphs/connect/lower.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { createRestTransport } from "../../../subgraphs/rest/transport.ts";
import { startRestServer } from "../../support/rest-server.ts";
import { parseDocument } from "../../schema/support.ts";

/** Composes SDL, serves it in this process, and sends one operation to it. */
export async function query(sdl: string, operation: string): Promise<unknown> {
  const document = parseDocument(sdl, "api.graphql");
  const { model, diagnostics } = readConnectors({ subgraph: "api", document, file: "api.graphql" });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  const composed = await compose([{ name: "api", ...lowerSubgraph(document, model) }], theguildComposer);
  if (composed.supergraphSdl === undefined) throw new Error(JSON.stringify(composed.diagnostics));
  const { graph, diagnostics: faults } = await loadGraph({
    supergraphSdl: composed.supergraphSdl,
    env: {},
    production: false,
  });
  if (!graph) throw new Error(JSON.stringify(faults));
  const transport = createRestTransport();
  const rest = createRestOperation({ transport });
  try {
    const result = await graph.execute({
      document: parse(operation),
      context: { requestHeaders: {}, context: {}, rest },
    });
    return JSON.parse(JSON.stringify(result));
  } finally {
    await transport.close();
    await graph.close();
  }
}

/** Answers GET by path and query; what is not listed is 404. @returns The calls in the order in which they came, too. */
export async function answeringServer(
  answers: Readonly<Record<string, unknown>>,
): Promise<{ readonly url: string; readonly calls: () => string[]; close(): Promise<void> }> {
  const server = await startRestServer(({ url }) =>
    Object.hasOwn(answers, url) ? { json: answers[url] } : { status: 404, json: {} },
  );
  return { url: server.url, calls: () => server.requests.map(({ url }) => url), close: () => server.close() };
}
