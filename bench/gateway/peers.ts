/** Other GraphQL layers on the same work, as they were measured at another time: bench/peers.json. */
import { table } from "./markdown.ts";

export interface Peers {
  /** When, where, and how busy the machine was; a full sentence. */
  readonly source: string;
  readonly peers: readonly Peer[];
}

export interface Peer {
  readonly name: string;
  /** What is measured: `gateway` federates as Restuary does; the others are written by hand for the one graph. */
  readonly kind: "floor" | "gateway" | "monolith" | "rust" | "restuary";
  /** CPU per request to that of the floor of the same run. */
  readonly ratio: number;
  readonly cpuMs: number;
  /** Equal requests in flight are answered once. */
  readonly isShared?: boolean;
}

export function peerTable({ source, peers }: Peers): string {
  const rows = peers
    .toSorted((a, b) => a.ratio - b.ratio)
    .map(({ name, ratio, cpuMs, isShared }) => [name, cpuMs.toFixed(2), ratio.toFixed(2), isShared ? "yes" : ""]);
  return `${table(["", "CPU ms", "x G", "shares equal requests"], rows)}\n\n${source}`;
}
