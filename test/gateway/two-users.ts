/**
 * A service that looks at who asks, and two who ask. What it does is in the path that it is asked for, so that one
 * server serves every kind of service that a test thinks of.
 */
import { fc } from "../support/properties.ts";
import { startRestServer, type RestServer } from "../support/rest-server.ts";

/** How one resource of the service behaves. */
export interface Behaviour {
  /** Request headers that its answer tells. */
  readonly looksAt: readonly string[];
  readonly cacheControl: string | undefined;
  readonly vary: readonly string[];
  readonly setsCookie: boolean;
  /** One for all who ask, though they get different answers: a mistake that services make. */
  readonly etag: string | undefined;
  readonly status: number;
}

export const identifying: readonly string[] = ["authorization", "cookie", "x-user"];
const headerNames = [...identifying, "accept-language"];

/** It keeps to HTTP: an answer that it calls public names what it depends on, as far as that says who asks. */
export const behaviours: fc.Arbitrary<Behaviour> = fc
  .record({
    looksAt: fc.subarray(headerNames, { minLength: 1 }),
    cacheControl: fc.constantFrom(
      undefined,
      "max-age=60",
      "private, max-age=60",
      "no-store",
      "no-cache",
      "max-age=0, stale-while-revalidate=60",
      "public, max-age=60",
      "s-maxage=60, max-age=0",
      "public, max-age=0, stale-while-revalidate=60, stale-if-error=60",
    ),
    vary: fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      { weight: 6, arbitrary: fc.subarray(["Authorization", "COOKIE", "x-user", "accept-language", "accept"]) },
      fc.constant(["*"]),
    ),
    setsCookie: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    etag: fc.constantFrom(undefined, '"1"'),
    status: fc.oneof({ weight: 9, arbitrary: fc.constant(200) }, fc.constantFrom(404, 503)),
  })
  .map((behaviour) => {
    const isPublic = /public|s-maxage/.test(behaviour.cacheControl ?? "");
    const needed = behaviour.looksAt.filter((name) => name === "authorization" || name === "cookie");
    return isPublic ? { ...behaviour, vary: [...behaviour.vary, ...needed] } : behaviour;
  });

const telling = { looksAt: identifying, setsCookie: false, etag: undefined, status: 200 } as const;

/** What services mostly are: they tell who asks, and say little of it. */
export const typical: readonly Behaviour[] = [
  { ...telling, cacheControl: undefined, vary: [] },
  { ...telling, cacheControl: "max-age=60", vary: [] },
  { ...telling, cacheControl: "private, max-age=60", vary: [] },
  { ...telling, cacheControl: "public, max-age=60", vary: ["Authorization", "Cookie"] },
];

export function pathOf(behaviour: Behaviour): string {
  return Buffer.from(JSON.stringify(behaviour)).toString("base64url");
}

export function startNosyService(): Promise<RestServer> {
  return startRestServer(async ({ url, headers }) => {
    const path = new URL(url, "http://service").pathname.slice(1);
    const behaviour = JSON.parse(Buffer.from(path, "base64url").toString()) as Behaviour;
    const { looksAt, cacheControl, vary, setsCookie, etag, status } = behaviour;
    const sent: Record<string, string> = {
      ...(cacheControl !== undefined && { "cache-control": cacheControl }),
      ...(vary.length > 0 && { vary: vary.join(", ") }),
      ...(etag !== undefined && { etag }),
      ...(setsCookie && { "set-cookie": `session=${headers.authorization ?? "none"}` }),
    };
    // Long enough for equal requests to meet.
    await new Promise((resolve) => setImmediate(resolve));
    if (etag !== undefined && headers["if-none-match"] === etag) return { status: 304, headers: sent };
    const seen = [...looksAt.map((name) => headers[name]), new URL(url, "http://service").search].join(" ");
    return { status, headers: sent, json: { id: "1", seen } };
  });
}

export interface User {
  readonly name: "ada" | "bob";
  readonly headers: Readonly<Record<string, string>>;
}

/** Both say who they are, mostly in the same way. */
export const twoUsers: fc.Arbitrary<{ readonly ada: User; readonly bob: User }> = fc
  .record({
    shown: fc.oneof(
      fc.constantFrom(...identifying).map((header) => [header]),
      fc.subarray([...identifying], { minLength: 1 }),
    ),
    onlyOfBob: fc.option(fc.constantFrom(...identifying), { nil: undefined, freq: 3 }),
    language: fc.constantFrom("de", "en"),
  })
  .map(({ shown, onlyOfBob, language }) => ({
    ada: userOf("ada", shown, "de"),
    bob: userOf("bob", onlyOfBob === undefined ? shown : [onlyOfBob], language),
  }));

function userOf(name: User["name"], shown: readonly string[], language: string): User {
  const said = shown.map((header) => [header, header === "cookie" ? `user=${name}` : name]);
  return { name, headers: { ...Object.fromEntries(said), "accept-language": language } };
}
