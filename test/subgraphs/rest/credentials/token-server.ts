import { afterEach } from "@jest/globals";
import { startRestServer, type Handler, type RestServer } from "../../../support/rest-server.ts";

export interface TokenServer extends RestServer {
  /** The forms that were sent, each as its members. */
  forms(): Record<string, string>[];
}

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A token endpoint; without a handler its tokens are `token-1`, `token-2`..., good for an hour. Closed after the test. */
export async function startTokenServer(handler?: Handler): Promise<TokenServer> {
  let issued = 0;
  const issue: Handler = () => {
    issued += 1;
    return { json: { access_token: `token-${issued}`, token_type: "Bearer", expires_in: 3_600 } };
  };
  const server = await startRestServer(handler ?? issue);
  cleanups.push(() => server.close());
  return {
    ...server,
    forms: () => server.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
  };
}
