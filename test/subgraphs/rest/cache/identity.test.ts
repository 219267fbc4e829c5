import { describe, expect, it } from "@jest/globals";
import { createRestOperation } from "../../../../subgraphs/rest/create-rest-operation.ts";
import { MemoryAnswers } from "../../../../subgraphs/rest/cache/memory-answers.ts";
import type { CacheSettings } from "../../../../subgraphs/rest/cache/cache-settings.ts";
import type { AuthSettings } from "../../../../subgraphs/rest/credentials/auth-settings.ts";
import { openTransport } from "../../../../subgraphs/rest/open-transport.ts";
import { startService } from "../service.ts";
import { startTokenServer } from "../credentials/token-server.ts";
import type { Upstream } from "../upstream.ts";

/** Tokens are `for <subject>`; the service answers by the token and the tenant's part of its path. */
async function startExchanging(cacheControl: string, cache: CacheSettings): Promise<Upstream> {
  const tokens = await startTokenServer(({ body }) => ({
    json: {
      access_token: `for-${new URLSearchParams(body).get("subject_token")}`,
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: 600,
    },
  }));
  return startService(
    ({ headers }) => ({ body: `${headers.authorization}`, headers: { "cache-control": cacheControl } }),
    { cache, auth: { tokenExchange: { tokenUrl: tokens.url, clientId: "restuary" } } },
  );
}

async function ask(service: Upstream, who: string, tenant?: string): Promise<string> {
  const operation = createRestOperation({ transport: service.transport });
  const changes = { headers: { authorization: `Bearer ${who}` }, ...(tenant !== undefined && { tenant }) };
  const { body, cache } = await operation.fetch(service.request("/me", changes));
  return `${cache?.result} ${Buffer.from(body).toString()}`;
}

describe("answers to whom a token was exchanged for", () => {
  it("are for the subject of the token alone, and for its tenant", async () => {
    const service = await startExchanging("max-age=60", { scope: "public" });
    expect(await ask(service, "ann", "eu")).toBe("miss Bearer for-ann");
    expect(await ask(service, "bob", "eu")).toBe("miss Bearer for-bob");
    expect(await ask(service, "ann", "us")).toBe("miss Bearer for-ann");
    expect(await ask(service, "ann")).toBe("miss Bearer for-ann");
    expect(await ask(service, "ann", "eu")).toBe("hit Bearer for-ann");
    expect(await ask(service, "bob", "eu")).toBe("hit Bearer for-bob");
  });

  it("are for all of a tenant where they call themselves public, and the source shares those", async () => {
    const shared = await startExchanging("public, max-age=60", { scope: "public" });
    expect(await ask(shared, "ann", "eu")).toBe("miss Bearer for-ann");
    expect(await ask(shared, "bob", "eu")).toBe("hit Bearer for-ann");
    expect(await ask(shared, "bob", "us")).toBe("miss Bearer for-bob");
    const own = await startExchanging("public, max-age=60", {});
    expect(await ask(own, "ann", "eu")).toBe("miss Bearer for-ann");
    expect(await ask(own, "bob", "eu")).toBe("miss Bearer for-bob");
  });
});

describe("answers that outlive the settings of their source", () => {
  it("are for those alone that ask as the one that got them", async () => {
    const answers = new MemoryAnswers();
    const service = await startService(({ headers }) => ({
      body: `${headers.authorization}`,
      headers: { "cache-control": "public, max-age=60" },
    }));
    const asked = async (auth: AuthSettings | undefined): Promise<string> => {
      const sources = { "things.api": { cache: { scope: "public" }, ...(auth && { auth }) } } as const;
      const transport = openTransport({ sources, cache: { answers } });
      const { body, cache } = await createRestOperation({ transport }).fetch(service.request("/me"));
      await transport.close();
      return `${cache?.result} ${Buffer.from(body).toString()}`;
    };
    expect(await asked({ bearer: "ann" })).toBe("miss Bearer ann");
    expect(await asked({ bearer: "bob" })).toBe("miss Bearer bob");
    expect(await asked(undefined)).toBe("miss undefined");
    expect(await asked({ bearer: "ann" })).toBe("hit Bearer ann");
    expect(service.calls()).toHaveLength(3);
  });
});
