import { BlockList, isIP, isIPv4 } from "node:net";
import type { IncomingMessage } from "node:http";

/**
 * Finds the address that a request comes from. Proxies that are trusted say in `X-Forwarded-For` whom they were asked by,
 * each adding to the end of it; what stands before the last address of somebody else, anybody may have made up.
 *
 * @param trusted  Addresses, and ranges such as `10.0.0.0/8`.
 * @throws Error for one that is neither.
 */
export function clientAddressReader(trusted: readonly string[]): (request: IncomingMessage) => string {
  const list = new BlockList();
  for (const range of trusted) {
    const [address = "", bits] = range.split("/");
    const version = isIP(address);
    const prefix = bits === undefined ? (version === 4 ? 32 : 128) : Number(bits);
    if (version === 0 || (bits !== undefined && !/^\d+$/.test(bits)) || prefix > (version === 4 ? 32 : 128)) {
      throw new Error(`\`${range}\` is neither an address nor a range of them.`);
    }
    list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
  }
  const isTrusted = (address: string): boolean => list.check(address, isIPv4(address) ? "ipv4" : "ipv6");

  return (request) => {
    let client = plain(request.socket.remoteAddress ?? "");
    if (trusted.length === 0 || isIP(client) === 0) return client;
    const told = [request.headers["x-forwarded-for"] ?? []].flat().join(",").split(",").toReversed();
    for (const each of told) {
      if (!isTrusted(client)) break;
      const address = plain(each.trim());
      if (isIP(address) === 0) break;
      client = address;
    }
    return client;
  };
}

/** Node says `::ffff:10.0.0.1` for a client of version 4 on a socket of version 6. */
function plain(address: string): string {
  return address.toLowerCase().startsWith("::ffff:") && isIPv4(address.slice(7)) ? address.slice(7) : address;
}

/**
 * What one client has: its address, or of version 6 the network of it, as every line is given 2^64 of them.
 *
 *     2001:db8::7  ->  2001:db8:0:0
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  // What stands for itself at the end in the notation of version 4 is two groups.
  const missing = 8 - groups.length - last.length - (last.at(-1)?.includes(".") ? 1 : 0);
  const all = tail === undefined ? groups : [...groups, ...Array.from({ length: missing }, () => "0"), ...last];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
