import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ClientKeySettings } from "../../subgraphs/rest/credentials/auth-settings.ts";
import { algorithmOf } from "../../subgraphs/rest/credentials/client-key.ts";
import { reasonOf, ToolError, unreadable } from "../tool-error.ts";
import type { ClientKeyConfig } from "./auth-config.ts";
import type { FilesPlace } from "./read-tls.ts";

/**
 * @throws ToolError when the file cannot be read, or has no key that can be used.
 */
export async function readClientKey(
  { file, passphrase, ...said }: ClientKeyConfig,
  { at, root }: FilesPlace,
): Promise<ClientKeySettings> {
  const pem = await readFile(resolve(root, file), "utf8").catch((error: unknown) => {
    throw unreadable(`file of \`${at}\``, file, root, error);
  });
  let jwk: ClientKeySettings["jwk"];
  try {
    const key = createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
    jwk = { ...key.export({ format: "jwk" }) };
  } catch (error) {
    throw new ToolError(`\`${at}\` cannot be used (${file}): ${reasonOf(error)}.`, { cause: error });
  }
  if (!algorithmOf({ jwk })) {
    throw new ToolError(`\`${at}\` cannot be used (${file}): it is neither RSA, EC P-256, EC P-384 nor Ed25519.`);
  }
  return { ...said, jwk };
}
