import { describe, expect, it } from "@jest/globals";
import { shareInFlight } from "../../../subgraphs/rest/share-in-flight.ts";
import { createRestOperation } from "../../../subgraphs/rest/create-rest-operation.ts";
import { RestSource, type RestSourceConfig } from "../../../subgraphs/rest/rest-source.ts";
import type { TenantUrls } from "../../../subgraphs/rest/tenant-url.ts";
import { until } from "../../support/until.ts";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";
import { rejectionOf, startUpstream, type Upstream } from "./upstream.ts";

const start = subgraphStarter();
const sdl = `type Query { me: String @connect(source: "api", http: { GET: "/me" }, selection: "$") }`;
const unknown = "The service is not known for the tenant of this request.";

const byHeader = ({ url }: { url: string }): TenantUrls => ({
  header: "X-Tenant",
  urls: { eu: `${url}/eu`, us: `${url}/us/` },
});

describe("a declared source with a base URL for each tenant", () => {
  it("asks the one that the client's header names", async () => {
    const service = await startUpstream(({ url }) => ({ json: url }));
    const shop = await start({ sdl, handler: () => {}, settings: { baseUrl: byHeader(service) } });
    const me = async (tenant: string): Promise<unknown> =>
      (await shop.run("{ me }", {}, { requestHeaders: { "x-tenant": [tenant] } })).data;
    expect([await me("eu"), await me("us")]).toEqual([{ me: "/eu/me" }, { me: "/us/me" }]);
    expect(service.calls()).toEqual(["GET /eu/me", "GET /us/me"]);
    expect(shop.subgraph.readsHeaders).toEqual(new Set(["x-tenant"]));
  });

  it("asks the one that `context` names", async () => {
    const service = await startUpstream(({ url }) => ({ json: url }));
    const baseUrl = { context: "tenant", urls: { eu: `${service.url}/eu` } };
    const shop = await start({ sdl, handler: () => {}, settings: { baseUrl } });
    expect((await shop.run("{ me }", {}, { context: { tenant: "eu" } })).data).toEqual({ me: "/eu/me" });
  });

  it.each([
    ["none", {}],
    ["one that is not in the list", { "x-tenant": ["asia"] }],
    ["two", { "x-tenant": ["eu", "us"] }],
    ["a URL of its own", { "x-tenant": ["http://evil.example"] }],
    ["what every object has", { "x-tenant": ["constructor"] }],
  ])("refuses a client that names %s", async (_what, requestHeaders) => {
    const service = await startUpstream(() => ({ json: 1 }));
    const shop = await start({ sdl, handler: () => {}, settings: { baseUrl: byHeader(service) } });
    const { data, errors } = await shop.run("{ me }", {}, { requestHeaders });
    expect(data).toEqual({ me: null });
    expect(errors).toMatchObject([
      { message: unknown, extensions: { code: "CONNECTOR_REQUEST", reason: "BAD_USER_INPUT" } },
    ]);
    expect(service.calls()).toEqual([]);
  });
});

describe("a coded source with a base URL for each tenant", () => {
  class Things extends RestSource {
    me = (): Promise<unknown> => this.get("me");
  }
  const sourceOf = (service: Upstream, requestHeaders: Record<string, string[]>): Things => {
    const config: RestSourceConfig = {
      operation: service.context({ requestHeaders }),
      subgraph: "things",
      name: "api",
      settings: { baseUrl: byHeader(service) },
      env: {},
    };
    return new Things(config);
  };

  it("asks the one that the client's header names", async () => {
    const service = await startUpstream(({ url }) => ({ json: url }));
    expect(await sourceOf(service, { "x-tenant": ["us"] }).me()).toBe("/us/me");
  });

  it("refuses a client of no known tenant", async () => {
    const service = await startUpstream(({ url }) => ({ json: url }));
    const error = await rejectionOf(sourceOf(service, { "x-tenant": ["asia"] }).me());
    expect(error).toMatchObject({ message: unknown, extensions: { code: "BAD_USER_INPUT" } });
    expect(service.calls()).toEqual([]);
  });
});

it("never shares a call between two tenants, though they have one URL", async () => {
  const answers: (() => void)[] = [];
  const service = await startUpstream((_request, response) => void answers.push(() => response.end("1")));
  const transport = shareInFlight(service.transport);
  const asked = ["eu", "us", "eu"].map((tenant) =>
    createRestOperation({ transport }).fetch(service.request("/me", { tenant, sourceKey: "things.api" })),
  );
  await until(() => answers.length === 2);
  for (const answer of answers) answer();
  await Promise.all(asked);
  expect(service.calls()).toEqual(["GET /me", "GET /me"]);
});
