/** Which connector a test means: `Query.user`, `User[1]`, `users:Query.user[0]`, or a connector's id. */
import { didYouMean } from "../../schema/did-you-mean.ts";
import type { Connector } from "../connect/connector.ts";

/** @returns The connector, or a suggestion where one is near. */
export function findConnector(
  target: string,
  connectors: readonly Connector[],
): { readonly connector?: Connector; readonly fix?: string } {
  const wanted = target.trim();
  const coordinate = withIndex(wanted.slice(wanted.indexOf(":") + 1));
  const connector =
    connectors.find(({ id }) => id === wanted) ??
    connectors.find((each) => withIndex(localCoordinate(each)) === coordinate);
  if (connector) return { connector };
  const known = connectors.flatMap((each) => [localCoordinate(each), ...(each.id === undefined ? [] : [each.id])]);
  const fix = didYouMean(wanted, known);
  return { fix: fix ?? `Known: ${known.map((each) => `\`${each}\``).join(", ")}.` };
}

/** A connector's coordinate without the subgraph, and without the index of the first: `Query.user`, `User[1]`. */
export function localCoordinate({ coordinate }: Connector): string {
  return coordinate.slice(coordinate.indexOf(":") + 1).replace(/\[0\]$/, "");
}

function withIndex(coordinate: string): string {
  return coordinate.endsWith("]") ? coordinate : `${coordinate}[0]`;
}
