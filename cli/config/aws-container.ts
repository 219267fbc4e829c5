/**
 * Where a container gets the keys of its role, as ECS and EKS Pod Identity say it in the environment
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html).
 */
import { readFile } from "node:fs/promises";
import type { AwsKeysEndpoint } from "../../subgraphs/rest/credentials/auth-settings.ts";
import { ToolError } from "../tool-error.ts";

export type Environment = Readonly<Record<string, string>>;

const RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

/** Keys that the environment has itself win. */
export function hasContainerKeys(env: Environment): boolean {
  return !env["AWS_ACCESS_KEY_ID"] && Boolean(env[RELATIVE] || env[FULL]);
}

/** @throws ToolError for an address that no container's keys are at. */
export function containerKeys(env: Environment): AwsKeysEndpoint {
  const relative = env[RELATIVE];
  const url = relative ? `http://169.254.170.2${relative}` : (env[FULL] ?? "");
  if (!isAllowed(url)) {
    throw new ToolError(`${FULL} must be an https URL, or one of this machine or of ECS or EKS, and is not.`);
  }
  const file = env["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"];
  const token = env["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
  if (file) return { url, authorization: async () => (await readFile(file, "utf8")).trim() };
  return { url, ...(token && { authorization: async () => token }) };
}

/** The token that is sent is a secret: in clear it goes to nobody else. */
const inClear = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/;

function isAllowed(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return username === "" && (protocol === "https:" || (protocol === "http:" && inClear.test(hostname)));
}
