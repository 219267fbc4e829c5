import { describe, expect, it } from "@jest/globals";
import { SignJWT } from "jose";
import { KeySet } from "../../../gateway/auth/key-set.ts";
import { TokenVerifier, type TokenIssuer } from "../../../gateway/auth/token-verifier.ts";
import { AUDIENCE, createSigner, ISSUER } from "./signer.ts";

const [signer, other, unnamed] = await Promise.all([createSigner("a"), createSigner("a"), createSigner(undefined)]);
const NOW_S = 1_800_000_000;

function verifier(
  options: Partial<TokenIssuer> = {},
  jwks = [signer.jwk],
): {
  verify: (token: string) => Promise<unknown>;
  verifier: TokenVerifier;
  pass: (s: number) => void;
  set: { keys: object[] };
} {
  let nowS = NOW_S;
  const set: { keys: object[] } = { keys: jwks };
  const keys = new KeySet({ load: async () => set, now: () => (nowS - NOW_S) * 1_000, onError: () => {} });
  const issuer = { issuer: ISSUER, audience: [AUDIENCE], keys, algorithms: ["ES256"], clockToleranceMs: 30_000 };
  const made = new TokenVerifier([{ ...issuer, ...options }], () => nowS * 1_000);
  return {
    set,
    verifier: made,
    pass: (s) => (nowS += s),
    verify: async (token) => {
      try {
        const { claims, scopes } = await made.verify(token);
        return { sub: claims["sub"], scopes: [...scopes] };
      } catch (error) {
        return String(error);
      }
    },
  };
}

const good = { exp: NOW_S + 600 };
const accepted = { sub: "ada", scopes: [] };

describe("TokenVerifier", () => {
  it.each<[what: string, claims: Record<string, unknown>, outcome: unknown]>([
    ["a valid token", good, accepted],
    ["one of several audiences", { ...good, aud: ["x", AUDIENCE] }, accepted],
    ["another audience", { ...good, aud: "https://other.example" }, "Error: The token is for another audience."],
    ["no audience", { ...good, aud: undefined }, "Error: The token is for another audience."],
    [
      "another issuer",
      { ...good, iss: "https://other.example" },
      "Error: The token is of an issuer that is not known here.",
    ],
    ["no issuer", { ...good, iss: undefined }, "Error: The token is of an issuer that is not known here."],
    ["a token that has expired within the clock skew", { exp: NOW_S - 29 }, accepted],
    ["a token that has expired before it", { exp: NOW_S - 31 }, "Error: The token has expired."],
    ["a token without an end", {}, "Error: The token's claim exp is missing or not valid."],
    ["a token of the future within the clock skew", { ...good, nbf: NOW_S + 29 }, accepted],
    ["a token of the future", { ...good, nbf: NOW_S + 31 }, "Error: The token is not valid yet."],
    ["`scope` as a text", { ...good, scope: "a  b c" }, { sub: "ada", scopes: ["a", "b", "c"] }],
    ["`scope` as a list", { ...good, scope: ["a", 1, "b c"] }, { sub: "ada", scopes: ["a", "b c"] }],
    ["`scp`", { ...good, scp: ["a"] }, { sub: "ada", scopes: ["a"] }],
    ["`scp` beside `scope`", { ...good, scope: "a", scp: ["b"] }, { sub: "ada", scopes: ["a"] }],
    ["scopes that are none", { ...good, scope: { a: true } }, accepted],
  ])("decides about %s", async (_what, claims, outcome) => {
    expect(await verifier().verify(await signer.sign(claims))).toEqual(outcome);
  });

  it("reads scopes from the claim that the config names", async () => {
    const token = await signer.sign({ ...good, scope: "a", permissions: ["read:all"] });
    const { verify } = verifier({ scopeClaim: "permissions" });
    expect(await verify(token)).toEqual({ sub: "ada", scopes: ["read:all"] });
  });

  it.each<[what: string, token: () => string | Promise<string>, outcome: string]>([
    ["text that is no token", () => "abc", "Error: The token is not a JSON Web Token."],
    [
      "an unsigned token",
      async () => `${unsigned({ alg: "none" })}.`,
      "Error: The token is signed by an algorithm that is not taken here.",
    ],
    [
      "a token signed by another's key of that name",
      () => other.sign(good),
      "Error: The token's signature is not valid.",
    ],
    [
      "a token of a key that is not known",
      () => signer.sign(good, { kid: "b" }),
      "Error: The token is signed by a key that is not known here.",
    ],
    [
      "a public key used as a shared secret",
      () => byPublicKey(),
      "Error: The token is signed by an algorithm that is not taken here.",
    ],
    [
      "an algorithm that the config does not have",
      async () => (await createSigner("a", "ES384")).sign(good),
      "Error: The token is signed by an algorithm that is not taken here.",
    ],
    ["a header that must be understood and is not", withCrit, "Error: The token's signature is not valid."],
  ])("refuses %s", async (_what, token, outcome) => {
    expect(await verifier().verify(await token())).toBe(outcome);
  });

  it("tries each key where neither the token nor the set names them", async () => {
    const { verify } = verifier({}, [(await createSigner(undefined)).jwk, unnamed.jwk]);
    expect(await verify(await unnamed.sign(good))).toEqual(accepted);
    expect(await verify(await (await createSigner(undefined)).sign(good))).toBe(
      "Error: The token's signature is not valid.",
    );
  });

  it("remembers a token until it ends", async () => {
    const { verifier: made, verify, pass } = verifier();
    const token = await signer.sign({ exp: NOW_S + 60 });
    expect(made.verify(token)).toBeInstanceOf(Promise);
    await verify(token);
    expect(made.verify(token)).toMatchObject({ claims: { sub: "ada" } });
    pass(89);
    expect(await verify(token)).toEqual(accepted);
    pass(1);
    expect(await verify(token)).toBe("Error: The token has expired.");
  });

  it("forgets what it has verified when a key is withdrawn", async () => {
    const { verify, pass, set } = verifier();
    const token = await signer.sign({ exp: NOW_S + 86_400 });
    expect(await verify(token)).toEqual(accepted);
    set.keys = [unnamed.jwk];
    pass(601);
    // The keys are old: they are loaded again while this one is answered.
    expect(await verify(token)).toEqual(accepted);
    expect(await verify(token)).toBe("Error: The token is signed by a key that is not known here.");
  });
});

function unsigned(header: object): string {
  const claims = { iss: ISSUER, aud: AUDIENCE, ...good };
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}

async function withCrit(): Promise<string> {
  const signature = (await signer.sign(good)).split(".")[2] ?? "";
  return `${unsigned({ alg: "ES256", kid: "a", crit: ["b64"], b64: false })}.${signature}`;
}

function byPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(signer.jwk).padEnd(64));
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, ...good })
    .setProtectedHeader({ alg: "HS256", kid: "a" })
    .sign(secret);
}
