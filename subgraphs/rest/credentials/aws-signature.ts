import aws4 from "aws4";
import { parseTarget } from "../target.ts";
import type { RestTransport, TransportRequest } from "../transport.ts";
import type { AwsKeys, AwsSigV4Settings } from "./auth-settings.ts";
import { fetchAwsKeys } from "./aws-keys.ts";
import type { Clocks, Credential } from "./credential.ts";
import { RenewedValue } from "./renewed-value.ts";

/** What the signature adds. Headers that the wire adds below it (encodings, a deadline, a trace) are not signed. */
const added = ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization"] as const;

/**
 * Signs each request by AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html).
 */
export function awsSignature(settings: AwsSigV4Settings, transport: RestTransport, clocks: Clocks): Credential {
  const { service, region } = settings;
  const sign = (request: TransportRequest, keys: AwsKeys): TransportRequest =>
    withSignature(request, { service, region, keys, now: clocks.wallClock() });
  if (!("keysFrom" in settings)) {
    return { addTo: (request) => sign(request, settings), secrets: () => secretsOf(settings) };
  }
  const { keysFrom } = settings;
  const keys = new RenewedValue(() => fetchAwsKeys(keysFrom, transport, clocks.wallClock), clocks.now);
  return {
    addTo(request) {
      const known = keys.get();
      return known instanceof Promise ? known.then((fetched) => sign(request, fetched)) : sign(request, known);
    },
    // AWS answers 403 to keys that have ended, which may mean much else.
    refused: () => false,
    secrets: () => (keys.held ? secretsOf(keys.held) : []),
  };
}

function secretsOf({ secretAccessKey, sessionToken }: AwsKeys): readonly string[] {
  return sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken];
}

interface Signing {
  readonly service: string;
  readonly region: string;
  readonly keys: AwsKeys;
  /** Milliseconds since 1970. */
  readonly now: number;
}

function withSignature(request: TransportRequest, { service, region, keys, now }: Signing): TransportRequest {
  const { origin, path } = parseTarget(request.url);
  const host = origin.slice(origin.indexOf("//") + 2);
  const asked = withoutAdded(request.headers);
  const date = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const toSign = {
    method: request.method,
    host,
    path,
    headers: { ...joined(asked), host, "x-amz-date": date },
    // It would sign headers of its own, which are not sent: the type that a form has, and a length.
    extraHeadersToIgnore: { "content-length": true, ...(!hasType(request) && { "content-type": true }) },
    service,
    region,
    ...(request.body !== undefined && { body: toBody(request.body) }),
  };
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const { headers = {} } = aws4.sign(toSign, {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  });
  return { ...request, headers: [...asked, ...pairs(headers)] };
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
