/** `tls` of a source, and of a token endpoint. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import type { TlsSettings } from "../../subgraphs/rest/tls-settings.ts";
import { reasonOf, ToolError, unreadable } from "../tool-error.ts";
import { defined } from "./defined.ts";
import { readVariables } from "./env-values.ts";

/** Files in PEM; paths are relative to the config. */
export interface TlsConfig {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Of the key. `{$env.NAME}` in it is read from the environment. */
  readonly passphrase?: string;
}

export interface FilesPlace {
  /** The key of the config that names the files: `sources.users.api.tls`. */
  readonly at: string;
  /** The folder of the config. */
  readonly root: string;
}

/**
 * @throws ToolError when a file cannot be read, is not what it is for, or a variable is not set.
 */
export async function readTls(
  tls: TlsConfig,
  { at, root }: FilesPlace,
  env: Readonly<Record<string, string>>,
): Promise<TlsSettings> {
  const pem = async (file: string | undefined): Promise<string | undefined> => {
    if (file === undefined) return undefined;
    return readFile(resolve(root, file), "utf8").catch((error: unknown) => {
      throw unreadable(`file of \`${at}\``, file, root, error);
    });
  };
  const [ca, cert, key] = await Promise.all([pem(tls.ca), pem(tls.cert), pem(tls.key)]);
  const passphrase =
    tls.passphrase === undefined ? undefined : readVariables(tls.passphrase, env, (name) => unset(name, at));
  const read = defined({ ca, cert, key, passphrase });
  try {
    // What it cannot use is to be known now, and not from each call that fails.
    createSecureContext(read);
  } catch (error) {
    const files = [tls.ca, tls.cert, tls.key].filter((file) => file !== undefined).join(", ");
    throw new ToolError(`\`${at}\` cannot be used (${files}): ${reasonOf(error)}.`, { cause: error });
  }
  return read;
}

function unset(name: string, at: string): never {
  throw new ToolError(`\`${at}.passphrase\` reads ${name}, which is not set in the environment.`);
}
