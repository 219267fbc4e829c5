import { readmeMark, type RouterFile } from "./router-file.ts";
import { accessDirectives, type RouterGraph } from "./router-graph.ts";
import type { RouterName } from "./router-names.ts";
import type { RouterSubgraph } from "./router-subgraph.ts";

/** @param parts  Paragraphs, lists and code, in Markdown. */
export function readmeFile(
  router: RouterName,
  title: string,
  graph: RouterGraph,
  parts: readonly string[],
): RouterFile {
  const lines = [
    `${readmeMark}${router}\`. -->`,
    `# ${title}`,
    `Everything here is written by \`restuary compose --for ${router}\`, and kept up to date by every later \`restuary compose\` for as long as this file is here. Commands are for this folder, unless they say otherwise.`,
    ...parts,
    ...accessLines(graph),
    "What Restuary's own gateway does beside federation is not carried over: tokens of clients (`auth`), `limits`, `documents` and `gateway` of its config are to be said again in the words of the router.",
  ];
  return { path: "README.md", text: `${lines.join("\n\n")}\n` };
}

/** Where each subgraph is. */
export function describeSubgraphs(subgraphs: readonly RouterSubgraph[]): string {
  const rows = subgraphs.map(
    ({ name, kind, url }) => `| ${name} | ${kind === "remote" ? "elsewhere" : "`restuary subgraph`"} | ${url} |`,
  );
  return ["| subgraph | served by | at |", "|---|---|---|", ...rows].join("\n");
}

export function startSubgraphs(subgraphs: readonly RouterSubgraph[]): string {
  const commands = subgraphs.flatMap(({ name, port }) =>
    port === undefined ? [] : [`NODE_ENV=production npx restuary subgraph ${name} --port ${port}`],
  );
  if (commands.length === 0) return "All subgraphs are served elsewhere already: none has to be started.";
  return [
    "First the subgraphs, each in a process of its own, in the folder of the project:",
    `\`\`\`sh\n${commands.join("\n")}\n\`\`\``,
    "Only the router may reach them: they answer whoever asks. Other addresses are said in the config of Restuary, by `routers.subgraphUrl` for all or `routers.urls` for one.",
    ...codedLine(subgraphs),
  ].join("\n\n");
}

function codedLine(subgraphs: readonly RouterSubgraph[]): string[] {
  const coded = subgraphs.filter(({ kind }) => kind === "coded").map(({ name }) => `\`${name}\``);
  if (coded.length === 0) return [];
  return [
    `Client headers that connectors and sources read are sent on to the subgraphs. What the code of ${coded.join(", ")} reads by itself is not known: add it to the rules of the router.`,
  ];
}

function accessLines(graph: RouterGraph): string[] {
  const directives = accessDirectives(graph);
  if (directives.length === 0) return [];
  return [
    `**The graph says ${directives.join(", ")}.** A subgraph does not hold clients to it: see that the router is set up to, and has the licence for it where it asks for one.`,
  ];
}
