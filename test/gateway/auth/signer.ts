import { exportJWK, generateKeyPair, SignJWT, type JWK } from "jose";

/** Signs tokens as an issuer does. */
export interface Signer {
  /** The public key, as it stands in a JWKS. */
  readonly jwk: JWK;
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

export const ISSUER = "https://id.example";
export const AUDIENCE = "https://graph.example";

/** @param kid  `undefined`: the key has no name, and its tokens name none. */
export async function createSigner(kid: string | undefined, algorithm: string = "ES256"): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const named = kid === undefined ? {} : { kid };
  return {
    jwk: { ...(await exportJWK(publicKey)), ...named, alg: algorithm },
    sign: (claims, header = {}) =>
      new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "ada", ...claims })
        .setProtectedHeader({ alg: algorithm, ...named, ...header })
        .sign(privateKey),
  };
}
