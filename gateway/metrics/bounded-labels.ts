/** Values of labels: each is a time series that is kept, so that none may be of a client's choice. */
import { gatewayErrorCodes } from "../error-codes.ts";

/** The convention's, in seconds. */
export const BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Error codes that are counted by themselves, beside those known beforehand; all others are one. */
const MAX_OWN_CODES = 50;
/** Origins by themselves; a graph that makes them of its data has more. */
const MAX_ORIGINS = 100;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A client can send any word for a method; the convention's name for all others is `_OTHER`. */
export function knownMethod(method: string): string {
  return METHODS.has(method) ? method : "_OTHER";
}

/** Codes are also what services and resolvers answer with, and theirs could be endless. */
export function boundCodes(): (code: unknown) => string {
  const known = new Set<string>([...Object.keys(gatewayErrorCodes), ...apolloCodes, "CONNECTOR_FETCH"]);
  const max = known.size + MAX_OWN_CODES;
  return (code) => {
    if (typeof code !== "string" || !/^[A-Z][A-Z0-9_]{0,63}$/.test(code)) return "OTHER";
    if (!known.has(code) && known.size >= max) return "OTHER";
    known.add(code);
    return code;
  };
}

/** What Apollo Server itself answers with. */
const apolloCodes = [
  "BAD_REQUEST",
  "GRAPHQL_PARSE_FAILED",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
];

export interface ServerLabels {
  readonly server_address: string;
  readonly server_port: string;
}

/** `http://users.internal` is `users.internal` and `80`. */
export function boundOrigins(): (origin: string) => ServerLabels {
  const known = new Map<string, ServerLabels>();
  return (origin) => {
    const labels = known.get(origin);
    if (labels) return labels;
    if (known.size >= MAX_ORIGINS || !URL.canParse(origin)) return { server_address: "_OTHER", server_port: "" };
    const { protocol, hostname, port } = new URL(origin);
    const made = { server_address: hostname, server_port: port || (protocol === "https:" ? "443" : "80") };
    known.set(origin, made);
    return made;
  };
}
