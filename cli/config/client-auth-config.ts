/** `auth`: whose tokens clients may send, and what is asked of them. Not to be mixed up with `auth` of a source. */
import { z } from "zod";
import { duration, type Duration } from "./units.ts";

export interface ClientAuthConfig {
  readonly jwt?: readonly JwtConfig[];
  /** Refuse requests without a token. Default false: their clients are anonymous. */
  readonly required?: boolean;
  /** Says which of the policies that `@policy` names hold for a client. Cannot be written in YAML or JSON. */
  readonly policies?: (request: PoliciesRequest) => Iterable<string> | Promise<Iterable<string>>;
}

/** What the `policies` function decides by. It returns those that hold. */
export interface PoliciesRequest {
  /** Those that the operation depends on. */
  readonly policies: readonly string[];
  /** Of the client's token. Absent: it has none. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Lower-case names, each a list of values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** In each text `{$env.NAME}` is read from the environment. */
export interface JwtConfig {
  /** `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** One of them must be in `aud`. `false`: its tokens say nothing of an audience, and all of them are taken. */
  readonly audience: string | readonly string[] | false;
  /** Its public keys: a URL, or a file. */
  readonly jwks: string;
  /** Default: each that has a public key. */
  readonly algorithms?: readonly string[];
  /** How far its clock and ours may be apart. Default 30s. */
  readonly clockTolerance?: Duration;
  /** The claim that lists scopes. Default `scope`, or `scp` where there is none. */
  readonly scopeClaim?: string;
  /** The header in which clients send the token. Default `authorization`. */
  readonly header?: string;
  /** What stands before the token in it. Default `Bearer`; empty: nothing. */
  readonly prefix?: string;
}

const text = z.string().min(1);
const algorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");
const algorithm = z.enum(algorithms, {
  error: ({ input }) =>
    String(input).startsWith("HS")
      ? `\`${String(input)}\` needs a secret that the issuer shares with all who verify its tokens, and is not taken.`
      : `Expected one of ${algorithms.map((name) => `\`${name}\``).join(", ")}.`,
});

const jwt = z.strictObject({
  issuer: text.describe("`iss` of its tokens, to the letter."),
  audience: z
    .union([text, z.array(text).min(1).readonly(), z.literal(false)], "Expected a text, a list of texts, or `false`.")
    .describe("One of them must be in `aud`. `false`: its tokens have none, and all of them are taken."),
  jwks: text.describe("Its public keys (RFC 7517): an http(s) URL, or a file."),
  algorithms: z.array(algorithm).min(1).readonly().optional().describe("Default: each that has a public key."),
  clockTolerance: duration({ allowZero: true })
    .optional()
    .describe("How far its clock and ours may be apart. Default 30s."),
  scopeClaim: text.optional().describe("The claim that lists scopes. Default `scope`, or `scp` where there is none."),
  header: text
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "Expected the name of a header.")
    .optional()
    .describe("The header in which clients send the token. Default `authorization`."),
  prefix: z
    .string()
    .regex(/^\S*$/, "Expected a word, without spaces.")
    .optional()
    .describe("What stands before the token in it. Default `Bearer`; empty: nothing."),
});

export const clientAuthSchema: z.ZodType = z
  .strictObject({
    jwt: z.array(jwt).min(1).readonly().optional().describe("Whose tokens are taken."),
    required: z.boolean().optional().describe("Refuse requests without a token. Default false."),
    policies: z.custom((value) => typeof value === "function", "Expected a function.").optional(),
  })
  .refine(({ jwt: issuers, required }) => !required || issuers !== undefined, {
    error: "A token is required, and no issuer of tokens is named.",
    path: ["required"],
  });
