import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { apolloConnectorsFiles } from "./apollo-connectors.ts";
import { apolloRouterFiles } from "./apollo-router.ts";
import { cosmoFiles } from "./cosmo.ts";
import { hiveRouterFiles } from "./hive-router.ts";
import { readmeMark, type RouterFile } from "./router-file.ts";
import type { RouterGraph } from "./router-graph.ts";
import { routerNames, type RouterName } from "./router-names.ts";

/** Deterministic: equal graphs give equal files. */
export function routerFiles(router: RouterName, graph: RouterGraph): readonly RouterFile[] {
  switch (router) {
    case "apollo-router":
      return apolloRouterFiles(graph);
    case "apollo-connectors":
      return apolloConnectorsFiles(graph);
    case "hive-router":
      return hiveRouterFiles(graph);
    case "cosmo":
      return cosmoFiles(graph);
    default:
      return router satisfies never;
  }
}

/** Routers that files were written for before: a folder with our README in it. They would grow stale in silence. */
export async function writtenRouters(folder: string): Promise<readonly RouterName[]> {
  const written = await Promise.all(
    routerNames.map(async (router) => {
      const text = await readFile(join(folder, router, "README.md"), "utf8").catch(() => "");
      return text.startsWith(readmeMark) ? [router] : [];
    }),
  );
  return written.flat();
}

/** SDL in `subgraphs/` of a router, which is all ours, that no subgraph has any more. */
export async function staleFiles(folder: string, files: readonly RouterFile[]): Promise<readonly string[]> {
  const names = await readdir(join(folder, "subgraphs")).catch(() => []);
  return names
    .filter((name) => name.endsWith(".graphql"))
    .map((name) => `subgraphs/${name}`)
    .filter((path) => files.every((file) => file.path !== path))
    .toSorted();
}
