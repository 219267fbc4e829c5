import type { IncomingHttpHeaders } from "node:http";

/** Pages that may call a gateway in development: Apollo's explorers, and whatever else the developer runs here. */
const DEVELOPMENT_ORIGINS = [
  /^https:\/\/(studio|sandbox\.embed|explorer\.embed|explorer)\.apollographql\.com$/,
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/,
];

/**
 * Headers that let a page of another origin read the answer; in development alone. Not `*`: any page that a developer
 * happens to visit could then read what the gateway reads with the developer's network access.
 *
 * @returns `undefined` where the origin is none of the known ones.
 */
export function developmentCors(request: IncomingHttpHeaders): Record<string, string> | undefined {
  const { origin } = request;
  if (origin === undefined || !DEVELOPMENT_ORIGINS.some((known) => known.test(origin))) return undefined;
  return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin" };
}

/** What is added to `developmentCors` in the answer to a preflight. */
export function preflightHeaders(request: IncomingHttpHeaders): Record<string, string> {
  const asked = request["access-control-request-headers"];
  return {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": asked ?? "content-type",
    "access-control-max-age": "600",
    // https://wicg.github.io/private-network-access/: a page on the Internet calls a server on this machine.
    ...(request["access-control-request-private-network"] === "true"
      ? { "access-control-allow-private-network": "true" }
      : {}),
  };
}
