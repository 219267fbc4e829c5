import { describe, expect, it } from "@jest/globals";
import { Secrets } from "../../subgraphs/secrets.ts";
import { isSecretHeader, isSecretMember, isSecretParameter } from "../../subgraphs/secret-names.ts";

describe("names", () => {
  it.each([
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "X-API-Key",
    "apikey",
    "X-Auth-Token",
    "x-amz-security-token",
    "X-Session-Id",
    "x-hub-signature",
  ])("%s is a secret header", (name) => expect(isSecretHeader(name)).toBe(true));
  it.each(["content-type", "accept", "x-trace", "x-author", "etag", "x-tokenizer"])("%s is no secret header", (name) =>
    expect(isSecretHeader(name)).toBe(false),
  );
  it.each([
    "api_key",
    "apiKey",
    "token",
    "access_token",
    "key",
    "secret",
    "client_secret",
    "password",
    "signature",
    "sig",
    "X-Amz-Signature",
    "X-Amz-Credential",
  ])("%s is a secret parameter", (name) => expect(isSecretParameter(name)).toBe(true));
  it.each(["page", "keys", "q", "tokens", "monkey", "sigma"])("%s is no secret parameter", (name) =>
    expect(isSecretParameter(name)).toBe(false),
  );
  it("`key` is a secret in a query, and a word in a body", () => {
    expect([isSecretParameter("key"), isSecretMember("key")]).toEqual([true, false]);
  });
});

describe("redacting", () => {
  it("takes a secret out of every place that it is in", () => {
    const secrets = new Secrets();
    secrets.add({ inner: ["s3cr3t-value", 1234567] });
    expect(
      secrets.redact({
        alone: "s3cr3t-value",
        inside: "https://x.test/?next=s3cr3t-value&page=2",
        number: 1234567,
        list: ["s3cr3t-value", "other"],
        other: 7,
      }),
    ).toEqual({
      alone: "REDACTED",
      inside: "https://x.test/?next=REDACTED&page=2",
      number: "REDACTED",
      list: ["REDACTED", "other"],
      other: 7,
    });
  });

  it("knows a secret in a link, where it is encoded", () => {
    const secrets = new Secrets();
    secrets.add("a/b+c==");
    expect(secrets.redact("https://x.test/?key=a%2Fb%2Bc%3D%3D")).toBe("https://x.test/?key=REDACTED");
  });

  it("takes out whatever stands under a secret's name, and finds it elsewhere", () => {
    const secrets = new Secrets();
    const value = { user: { name: "Ada", password: "hunter22" }, note: "is hunter22", accessToken: { raw: "abc" } };
    secrets.addMembers(value);
    expect(secrets.redact(value)).toEqual({
      user: { name: "Ada", password: "REDACTED" },
      note: "is REDACTED",
      accessToken: { raw: "REDACTED" },
    });
  });

  it("finds what a secret was made of", () => {
    const secrets = new Secrets();
    secrets.addOrigins(["Bearer abcdef"], { args: { credentials: "abcdef", id: "Be" } });
    expect(secrets.redact({ a: "abcdef", b: "Be" })).toEqual({ a: "REDACTED", b: "Be" });
  });

  it("leaves short values and the names of members alone", () => {
    const secrets = new Secrets();
    secrets.add({ region: "eu", sort: "created", port: 80 });
    expect(secrets.redact({ created: "europe", region: "eu", port: 80 })).toEqual({
      created: "europe",
      region: "eu",
      port: 80,
    });
  });
});
