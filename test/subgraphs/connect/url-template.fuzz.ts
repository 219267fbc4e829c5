import { expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parse } from "graphql";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { compileRequest } from "../../../subgraphs/connect/request.ts";
import { validateConnectors } from "../../../subgraphs/connect/validate/validate-connectors.ts";
import { fuzz, fuzzTimeoutMs, mutatedText } from "../../support/fuzz.ts";
import { expectSound } from "../../support/sound-diagnostics.ts";

const urls = [
  "/a/{$args.id}/b?x={$args.id}&y=1",
  "/{$args.id}{$args.list->joinNotNull(',')}.json",
  "?q={$args.o.k ?? 'z'}",
];
const bases = ["http://x.test/api/v1", "https://x.test:8443/{$config.tenant}/", "http://127.0.0.1?key=1"];
const signs = ["{", "}", "/", "//", "\\", "..", ".", "%2e", "%", "?", "&", "=", "#", "@", ":", ";", " ", "\t", "\0"];
const words = [
  "{$args.id}",
  "{$config.tenant}",
  "{$args.o}",
  "{$this.id}",
  "{1}",
  "http://evil.test",
  "é",
  "[::1]",
  "{}",
];

const value = fc.oneof(
  fc.constantFrom<unknown>(
    "..",
    ".",
    "",
    "a/b",
    "//evil.test",
    "\r\n",
    "\0",
    "\ud800",
    null,
    1,
    2n ** 70n,
    true,
    [],
    {},
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.jsonValue({ maxDepth: 2 }),
);

const links = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])`;
const types = `input O { k: String } scalar List
  type Query { a(id: String, o: O, list: List): String`;

it(
  "a URL template of any text leads below its base with any values, or has diagnostics",
  () => {
    const tokens = [...signs, ...words];
    const given = fc.record({
      base: mutatedText(bases, tokens),
      url: mutatedText(urls, tokens),
      id: value,
      list: value,
      tenant: value,
    });
    return fuzz(
      "URL template",
      fc.property(given, ({ base, url, id, list, tenant }) => {
        const sdl = `${links} @source(name: "api", http: { baseURL: ${JSON.stringify(base)} })
          ${types} @connect(source: "api", http: { GET: ${JSON.stringify(url)} }, selection: "$") }`;
        const diagnostics = validateConnectors(sdl, { file: "a.graphql", subgraph: "a" });
        expectSound(diagnostics);
        if (diagnostics.some(({ severity }) => severity === "error")) return;
        const { model } = readConnectors({ subgraph: "a", document: parse(sdl), file: "a.graphql" });
        const [connector] = model?.connectors ?? [];
        if (!connector?.http) throw new Error("What is found right can be read.");
        const settings = { config: { tenant } };
        const build = compileRequest(connector, connector.http, settings);
        const request = tryBuild(() =>
          build({ $args: { id, list, o: { k: id } }, $config: settings.config }, {}, ignore),
        );
        if (request?.kind !== "request") return;
        // Only the configuration may choose where to: a base that is made of `$config` is the operator's.
        const sent = new URL(request.url);
        expect(sent.href).toBe(request.url);
        expect(sent.hash).toBe("");
        const fixed = /^(https?:\/\/[\w.:]*\w)(?:[/?#]|$)/.exec(base)?.[1];
        if (fixed !== undefined && URL.canParse(fixed)) expect(sent.origin).toBe(new URL(fixed).origin);
      }),
    );
  },
  fuzzTimeoutMs,
);

/** `undefined` where a value cannot be in any URL. */
function tryBuild<T>(build: () => T): T | undefined {
  try {
    return build();
  } catch (error) {
    expect(error).toMatchObject({ code: "REST_URL" });
    return undefined;
  }
}

function ignore(): void {}
