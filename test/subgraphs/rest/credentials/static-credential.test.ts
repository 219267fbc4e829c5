import { describe, expect, it } from "@jest/globals";
import { errorOf } from "./error-of.ts";
import { redact } from "./redact.ts";
import { startService } from "../service.ts";

const secret = "s3cr3t/Ünï=&";

describe("a static credential", () => {
  it("sends a bearer's token", async () => {
    const service = await startService(() => ({ json: 1 }), { auth: { bearer: "abc123" } });
    await service.operation().fetch(service.request("/things"));
    expect(service.requests[0]?.headers.authorization).toBe("Bearer abc123");
  });

  it("sends a name and a password, in UTF-8", async () => {
    const service = await startService(() => ({ json: 1 }), {
      auth: { basic: { username: "jörg", password: secret } },
    });
    await service.operation().fetch(service.request("/things"));
    const encoded = Buffer.from(`jörg:${secret}`, "utf8").toString("base64");
    expect(service.requests[0]?.headers.authorization).toBe(`Basic ${encoded}`);
  });

  it("sends an API key in a header, in place of whatever else has that name", async () => {
    const service = await startService(() => ({ json: 1 }), {
      auth: { apiKey: { in: "header", name: "X-Api-Key", value: "k-1" } },
    });
    const headers = { "x-api-key": ["mine", "mine too"], accept: "application/json" };
    await service.operation().fetch(service.request("/things", { headers }));
    expect(service.requests[0]?.headers).toMatchObject({ "x-api-key": "k-1", accept: "application/json" });
  });

  it.each([
    ["/things", "/things?api%20key=s3cr3t%2F%C3%9Cn%C3%AF%3D%26"],
    ["/things?q=a+b%20c", "/things?q=a+b%20c&api%20key=s3cr3t%2F%C3%9Cn%C3%AF%3D%26"],
    ["/things?", "/things?api%20key=s3cr3t%2F%C3%9Cn%C3%AF%3D%26"],
    ["/things#part", "/things?api%20key=s3cr3t%2F%C3%9Cn%C3%AF%3D%26"],
  ])("sends an API key in the query of %s", async (path, sent) => {
    const service = await startService(() => ({ json: 1 }), {
      auth: { apiKey: { in: "query", name: "api key", value: secret } },
    });
    await service.operation().fetch(service.request(path));
    expect(service.calls()).toEqual([`GET ${sent}`]);
  });

  it("does not tell the API key of a query in the error of a call", async () => {
    const service = await startService((_request, response) => void response.destroy(), {
      auth: { apiKey: { in: "query", name: "key", value: secret } },
      retry: false,
    });
    const error = await errorOf(service.operation().fetch(service.request("/things?q=1")));
    expect(error).toMatchObject({ code: "REST_SOCKET" });
    expect(error.detail).toEqual({ method: "GET", url: `${service.url}/things?q=1` });
  });

  it("is sent for its own source alone", async () => {
    const service = await startService(() => ({ json: 1 }), { auth: { bearer: "abc123" } });
    await service.operation().fetch(service.request("/things", { sourceKey: "things.other" }));
    expect(service.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("stays at home when a redirect leads to another origin", async () => {
    const other = await startService(() => ({ json: 1 }));
    const service = await startService(() => ({ status: 302, headers: { location: `${other.url}/elsewhere` } }), {
      auth: { bearer: "abc123" },
      redirects: [other.url],
    });
    await service.operation().fetch(service.request("/things"));
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("is taken out of a text", async () => {
    const { transport } = await startService(() => ({ json: 1 }), {
      auth: { basic: { username: "u", password: secret } },
    });
    const encoded = Buffer.from(`u:${secret}`, "utf8").toString("base64");
    expect(redact(transport, `a ${secret} and a ${encoded}`)).toBe("a REDACTED and a REDACTED");
  });
});
