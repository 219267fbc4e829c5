import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { AwsKeys, AwsSigV4Settings } from "../../../../subgraphs/rest/credentials/auth-settings.ts";
import { awsSignature } from "../../../../subgraphs/rest/credentials/aws-signature.ts";
import type { Clocks } from "../../../../subgraphs/rest/credentials/credential.ts";
import type { RestTransport, TransportRequest } from "../../../../subgraphs/rest/transport.ts";
import type { RecordedRequest } from "../../../support/rest-server.ts";
import { rejectionOf, startService } from "../service.ts";
import { errorOf } from "./error-of.ts";
import { redact } from "./redact.ts";
import { startTokenServer } from "./token-server.ts";

/** Of AWS's own test suite (awslabs/aws-c-auth, tests/aws-signing-test-suite/v4). */
const published: AwsSigV4Settings & AwsKeys = {
  service: "service",
  region: "us-east-1",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const publishedTime = (): number => Date.parse("2015-08-30T12:36:00Z");
const clocks: Clocks = { now: () => 0, wallClock: publishedTime };
/** Keys that are given are asked of nobody. */
const unused: RestTransport = {
  request: () => {
    throw new Error("Nobody is to be asked.");
  },
  close: async () => {},
};
const sessionToken = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

function sign(request: Partial<TransportRequest>, settings: AwsSigV4Settings = published): Record<string, string> {
  const asked = { method: "GET", url: "https://example.amazonaws.com/", headers: [], ...request };
  const { headers } = awsSignature(settings, unused, clocks).addTo(asked) as TransportRequest;
  return Object.fromEntries(headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ""]] : [])));
}

function authorization(signedHeaders: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

describe("an AWS signature", () => {
  it.each([
    [
      "post-vanilla",
      { method: "POST" },
      authorization("host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ],
    [
      "post-x-www-form-urlencoded",
      { method: "POST", headers: ["content-type", "application/x-www-form-urlencoded"], body: "Param1=value1" },
      authorization("content-type;host;x-amz-date", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    ],
    [
      "get-vanilla-query-order-key-case",
      { url: "https://example.amazonaws.com/?Param2=value2&Param1=value1" },
      authorization("host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ],
    [
      "get-unreserved",
      { url: "https://example.amazonaws.com/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" },
      authorization("host;x-amz-date", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
    ],
    [
      "get-header-key-duplicate",
      { headers: ["my-header1", "value2", "my-header1", "value2", "my-header1", "value1"] },
      authorization("host;my-header1;x-amz-date", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
    ],
  ])("is that of AWS's test suite: %s", (_name, request, expected) => {
    expect(sign(request)).toMatchObject({ authorization: expected, "x-amz-date": "20150830T123600Z" });
  });

  it("is that of AWS's test suite: get-vanilla-with-session-token", () => {
    const signature = "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8";
    expect(sign({}, { ...published, sessionToken })).toEqual({
      authorization: authorization("host;x-amz-date;x-amz-security-token", signature),
      "x-amz-date": "20150830T123600Z",
      "x-amz-security-token": sessionToken,
    });
  });

  it.each([
    ["GET", "/things/1?b=2&a=1%20x&a=0", undefined],
    ["GET", "/a%20b/%C3%A4?q=%2F%3D", undefined],
    ["POST", "/things", JSON.stringify({ name: "Grüße" })],
    ["PUT", "/things/1", new Uint8Array(Buffer.from("Grüße"))],
    ["DELETE", "/things/1", undefined],
  ])("is one that a service finds right: %s %s", async (method, path, body) => {
    const service = await startService(
      (request) => ({ status: isSignedRight(request) ? 200 : 403 }),
      { auth: { awsSigV4: published }, deadlineHeader: "x-time-left" },
      { wallClock: publishedTime },
    );
    const headers = { accept: "application/json", "user-agent": "restuary" };
    const request = service.request(path, { method, headers, ...(body !== undefined && { body }) });
    expect((await service.operation().fetch(request)).status).toBe(200);
    // What the wire adds below the signature is not in it.
    expect(service.requests[0]?.headers).toMatchObject({ "x-time-left": expect.any(String) });
  });

  it("hashes the body for S3", () => {
    expect(sign({ method: "PUT", body: "text" }, { ...published, service: "s3" })).toMatchObject({
      "x-amz-content-sha256": createHash("sha256").update("text").digest("hex"),
    });
  });

  it("lets no header of a client stand where one of its own does", () => {
    const request = { headers: ["authorization", "Bearer client", "x-amz-security-token", "client"] };
    const headers = awsSignature(published, unused, clocks).addTo({
      method: "GET",
      url: "https://example.amazonaws.com/",
      ...request,
    }) as TransportRequest;
    expect(headers.headers.filter((text) => text.includes("lient"))).toEqual([]);
  });

  it("is made with the keys of a container's role, which are fetched anew before they end", async () => {
    let now = 0;
    let issued = 0;
    const keys = await startTokenServer(() => {
      issued += 1;
      const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = published;
      const Expiration = new Date(publishedTime() + now + 3_600_000).toISOString();
      return { json: { RoleArn: "r", AccessKeyId, SecretAccessKey, Token: `session-token-${issued}`, Expiration } };
    });
    let read = 0;
    const readFile = async (): Promise<string> => `file-${(read += 1)}`;
    const keysFrom = { url: `${keys.url}/role`, authorization: readFile };
    const service = await startService(
      (request) => ({ status: isSignedRight(request) ? 200 : 403 }),
      {
        auth: {
          awsSigV4: { service: "service", region: "us-east-1", keysFrom },
        },
      },
      { now: () => now, wallClock: () => publishedTime() + now },
    );
    const ask = async (): Promise<number> => (await service.operation().fetch(service.request("/things"))).status;
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
    now = 3_600_000;
    expect(await ask()).toBe(200);
    expect(keys.requests.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
      ["GET", "/role", "file-1"],
      ["GET", "/role", "file-2"],
    ]);
    expect(service.requests.map(({ headers }) => headers["x-amz-security-token"])).toEqual([
      ...Array(3).fill("session-token-1"),
      "session-token-2",
    ]);
    expect(redact(service.transport, "session-token-2")).toBe("REDACTED");
  });

  it.each([
    ["that are none", { json: { AccessKeyId: "a" } }],
    ["with an error", { status: 403, json: { AccessKeyId: "a", SecretAccessKey: "b" } }],
    ["that are a page", { body: "<html>", headers: { "content-type": "text/html" } }],
  ])("is not made with keys %s", async (_which, answer) => {
    const keys = await startTokenServer(() => answer);
    const service = await startService(() => ({ json: 1 }), {
      auth: { awsSigV4: { service: "s3", region: "eu", keysFrom: { url: keys.url } } },
    });
    expect(await errorOf(service.operation().fetch(service.request("/things")))).toMatchObject({
      code: "REST_CREDENTIAL",
    });
    expect(service.requests).toEqual([]);
  });

  it("is not made for what is no URL, which is said as for any other source", async () => {
    const service = await startService(() => ({ json: 1 }), { auth: { awsSigV4: published } });
    for (const url of ["things/1", "ftp://host/things/1"]) {
      expect(await rejectionOf(service.operation().fetch(service.request("", { url })))).toMatchObject({
        code: "REST_URL",
      });
    }
    expect(service.requests).toEqual([]);
  });

  it("is made anew for each call", async () => {
    let now = publishedTime();
    const service = await startService(
      () => ({ json: 1 }),
      { auth: { awsSigV4: published } },
      { wallClock: () => now },
    );
    await service.operation().fetch(service.request("/things"));
    now += 1_000;
    await service.operation().fetch(service.request("/things"));
    const [first, second] = service.requests.map(({ headers }) => headers.authorization);
    expect(first).not.toBe(second);
  });
});

/** Written from https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html alone. */
function isSignedRight({ method, url, headers, body }: RecordedRequest): boolean {
  const [, scope = "", signed = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  const [path = "", query = ""] = url.split("?");
  const canonicalQuery = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split("=", 2).map((part) => encode(decodeURIComponent(part))))
    .toSorted(([aName = "", aValue = ""], [bName = "", bValue = ""]) =>
      aName === bName ? (aValue < bValue ? -1 : 1) : aName < bName ? -1 : 1,
    )
    .map(([name, value = ""]) => `${name}=${value}`)
    .join("&");
  const canonical = [
    method,
    path.split("/").map(encode).join("/"),
    canonicalQuery,
    ...signed.split(";").map((name) => `${name}:${String(headers[name]).trim()}`),
    "",
    signed,
    sha256(body),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${published.secretAccessKey}`);
  return hmac(key, toSign).toString("hex") === signature && signed.split(";").includes("host");
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
