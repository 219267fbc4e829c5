import { webcrypto, type JsonWebKey } from "node:crypto";
import type * as OAuth from "oauth4webapi";
import type { ClientKeySettings } from "./auth-settings.ts";

type Algorithm = Parameters<typeof webcrypto.subtle.importKey>[2];

/** `undefined` for a key that no assertion can be signed by. */
export function algorithmOf({ jwk, algorithm }: Pick<ClientKeySettings, "jwk" | "algorithm">): Algorithm | undefined {
  switch (jwk["kty"]) {
    case "RSA":
      return { name: algorithm === "PS256" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    case "EC":
      return jwk["crv"] === "P-256" || jwk["crv"] === "P-384" ? { name: "ECDSA", namedCurve: jwk["crv"] } : undefined;
    case "OKP":
      return jwk["crv"] === "Ed25519" ? { name: "Ed25519" } : undefined;
    default:
      return undefined;
  }
}

/**
 * Proves by a signed assertion who the client is (RFC 7523 section 2.2).
 *
 * @param tokenUrl  For whom it is meant, where the settings do not say.
 */
export async function provenByKey(
  oauth: typeof OAuth,
  settings: ClientKeySettings,
  tokenUrl: string,
): Promise<OAuth.ClientAuth> {
  const algorithm = algorithmOf(settings);
  if (!algorithm) throw new TypeError("A client's key is RSA, EC P-256, EC P-384 or Ed25519.");
  const { jwk, keyId, audience = tokenUrl } = settings;
  const key = await webcrypto.subtle.importKey("jwk", jwk as JsonWebKey, algorithm, false, ["sign"]);
  return oauth.PrivateKeyJwt(
    { key, ...(keyId !== undefined && { kid: keyId }) },
    {
      [oauth.modifyAssertion](header, payload) {
        // Servers that know RFC 8037 know it by this name; RFC 9864 has a newer one.
        if (header["alg"] === "Ed25519") header["alg"] = "EdDSA";
        payload["aud"] = audience;
      },
    },
  );
}
