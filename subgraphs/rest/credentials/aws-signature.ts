import aws4 from "aws4";
import type { TransportRequest } from "../transport.ts";
import type { AwsSigV4Settings } from "./auth-settings.ts";
import type { Credential } from "./credential.ts";

/** What the signature adds. Headers that the wire adds below it (encodings, a deadline, a trace) are not signed. */
const added = ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization"] as const;

/**
 * Signs each request by AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).
 *
 * @param wallClock  Milliseconds since 1970.
 */
export function awsSignature(settings: AwsSigV4Settings, wallClock: () => number): Credential {
  const { service, region, accessKeyId, secretAccessKey, sessionToken } = settings;
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return {
    addTo(request) {
      const { host, pathname, search } = new URL(request.url);
      const asked = withoutAdded(request.headers);
      const date = new Date(wallClock()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
      const toSign = {
        method: request.method,
        host,
        path: pathname + search,
        headers: { ...joined(asked), host, "x-amz-date": date },
        // It would sign headers of its own, which are not sent: the type that a form has, and a length.
        extraHeadersToIgnore: { "content-length": true, ...(!hasType(request) && { "content-type": true }) },
        service,
        region,
        ...(request.body !== undefined && { body: toBody(request.body) }),
      };
      const { headers = {} } = aws4.sign(toSign, keys);
      return { ...request, headers: [...asked, ...pairs(headers)] };
    },
    secrets: () => [secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])],
  };
}

function hasType({ headers }: TransportRequest): boolean {
  return headers.some((name, at) => at % 2 === 0 && name === "content-type");
}

function toBody(body: string | Uint8Array): string | Buffer {
  return typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** Several lines of one header are signed as one. */
function joined(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) {
    const [name = "", value = ""] = flat.slice(at, at + 2);
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return headers;
}

/** A client must not say what is said here. */
function withoutAdded(flat: readonly string[]): string[] {
  const names: readonly string[] = added;
  return flat.filter((_text, at) => !names.includes(flat[at - (at % 2)] ?? ""));
}

/** @param signed  Names in any case. */
function pairs(signed: Readonly<Record<string, unknown>>): string[] {
  const byName = new Map(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return added.flatMap((name) => {
    const value = byName.get(name);
    return value === undefined ? [] : [name, value];
  });
}
