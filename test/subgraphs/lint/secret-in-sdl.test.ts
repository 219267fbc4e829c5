import { describe, expect, it } from "@jest/globals";
import { lintSubgraphs } from "../../../subgraphs/lint/lint-subgraphs.ts";
import { connectLinks } from "../../support/declared-graph.ts";
import { lintSdl, readLinted } from "../../support/lint-sdl.ts";

interface Parts {
  readonly base?: string;
  readonly header?: string;
  readonly url?: string;
  readonly query?: string;
  readonly comment?: string;
}

function sdl({ base = "http://rest", header = "", url = "/me", query = "", comment = "" }: Parts): string {
  return `${connectLinks}
@source(name: "api", http: { baseURL: "${base}" ${header && `headers: [${header}]`} })
# ${comment}
type Query {
  me: String @connect(source: "api", http: { GET: "${url}" ${query && `queryParams: ${JSON.stringify(query)}`} }, selection: "name")
}`;
}

const token = "T7u4mQ9bZx2LcR8vKpW3sYdE";

describe("SECRET_IN_SDL", () => {
  it.each<[string, Parts, string]>([
    ["a header", { header: `{ name: "Authorization", value: "Bearer ${token}" }` }, "the header `Authorization`"],
    ["a password in a header", { header: `{ name: "X-Api-Key", value: "${token}" }` }, "the header `X-Api-Key`"],
    ["a header of any name", { header: `{ name: "X-Partner", value: "${token}" }` }, "the header `X-Partner`"],
    ["a parameter", { url: `/me?api_key=${token}&a=1` }, "the parameter `api_key`"],
    ["a parameter of any name", { base: `http://rest/v1?code=${token}` }, "the parameter `code`"],
    ["a base URL with a password", { base: `http://admin:${token}@rest` }, "the password in the URL"],
    ["a mapping", { query: `client_secret: $("${token}")` }, "`client_secret`"],
  ])("finds a secret in %s", (_name, parts, what) => {
    const [finding, ...others] = lintSdl("SECRET_IN_SDL", { users: sdl(parts) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ subject: what, message: expect.stringContaining(`: ${what} holds a secret.`) });
    expect(JSON.stringify(finding)).not.toContain(token);
  });

  it("points at it", () => {
    const text = sdl({ url: `/me?api_key=${token}` });
    const [finding] = lintSdl("SECRET_IN_SDL", { users: text });
    const [range] = finding?.locations ?? [];
    const line = text.split("\n")[(range?.line ?? 0) - 1] ?? "";
    expect(line.slice((range?.column ?? 0) - 1, (range?.endColumn ?? 0) - 1)).toBe(token);
    expect(finding?.coordinate).toBe("Query.me");
  });

  // In two parts, or a scanner of this repository finds them too.
  it.each([
    ["an AWS access key", ["AKIA", "Q7XK2M9PLD4RTV5B"].join("")],
    ["a GitHub token", ["ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].join("")],
    ["a Stripe key", ["sk_live_", "a1B2c3D4e5F6g7H8i9J0"].join("")],
    ["a JSON Web Token", ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.", "dozjgNryP4J3jVmNHl0w5N"].join("")],
    ["a private key", ["-----BEGIN RSA ", "PRIVATE KEY-----"].join("")],
  ])("knows %s by its form, in a comment too", (what, secret) => {
    const findings = lintSdl("SECRET_IN_SDL", { users: sdl({ comment: secret }) });
    expect(findings).toMatchObject([
      { message: `There is ${what} in the SDL of \`users\`.`, locations: [{ line: 5 }] },
    ]);
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  it.each<[string, Parts]>([
    ["values of the environment", { header: '{ name: "Authorization", value: "Bearer {$env.USERS_TOKEN}" }' }],
    ["values of the config", { url: "/me?api_key={$config.key}" }],
    ["headers of the client", { header: '{ name: "Authorization", from: "Authorization" }' }],
    ["what stands in place of a secret", { header: '{ name: "X-Api-Key", value: "<your key>" }' }],
    ["plain parameters", { url: "/me?sort=created_at&filter=instance%3D%22web%22" }],
    ["ids", { url: "/me?space=6f1c2b3e-8a54-4c1b-9f0e-2d7a5b9c1e42" }],
    ["long names", { query: "by: $('customerOrdersByCreationDate2')" }],
    ["words under a secret's name", { query: 'grant_type: $("password") token_type: $("bearer token")' }],
    ["headers that are no secrets", { header: '{ name: "Accept", value: "application/vnd.api+json; version=2" }' }],
  ])("takes %s", (_name, parts) => {
    expect(lintSdl("SECRET_IN_SDL", { users: sdl(parts) })).toEqual([]);
  });

  it("is an error, however old", () => {
    const subgraphs = [readLinted("users", sdl({ url: `/me?api_key=${token}` }))];
    expect(lintSubgraphs({ subgraphs, baseline: subgraphs })).toMatchObject([
      { code: "SECRET_IN_SDL", severity: "error" },
    ]);
  });
});
