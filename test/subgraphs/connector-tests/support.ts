import { parse } from "graphql";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import type { Connector } from "../../../subgraphs/connect/connector.ts";
import { checkCase } from "../../../subgraphs/connector-tests/check-case.ts";
import { findConnector } from "../../../subgraphs/connector-tests/find-connector.ts";
import { readSuite } from "../../../subgraphs/connector-tests/read-suite.ts";
import { runCase } from "../../../subgraphs/connector-tests/run-case.ts";
import type { Suite } from "../../../subgraphs/connector-tests/suite.ts";

/** The connectors of SDL with one source, `api`, at https://api.test. */
export function connectorsOf(sdl: string, source = ""): readonly Connector[] {
  const document = parse(`extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "https://api.test" }${source})
    ${sdl}`);
  const { model, diagnostics } = readConnectors({ subgraph: "shop", document, file: "shop.graphql" });
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return model.connectors;
}

export function suiteOf(text: string): Suite {
  const { suite, diagnostics } = readSuite(text, "shop.connector.yaml");
  if (!suite) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return suite;
}

export interface Verdict {
  /** `what | message | expected | actual`, the last two where there are any. */
  readonly failures: readonly string[];
  readonly problems: readonly string[];
}

/** What comes of the first test of a suite. */
export async function verdictOf(
  connectors: readonly Connector[],
  test: string,
  options: { readonly files?: Readonly<Record<string, string>>; readonly strict?: boolean } = {},
): Promise<Verdict> {
  const [first] = suiteOf(`tests:\n  - name: it\n${test.replaceAll(/^/gm, "    ")}`).cases;
  if (!first) throw new Error("The suite has no test.");
  const { connector } = findConnector(first.target, connectors);
  if (!connector) throw new Error(`No connector ${first.target}.`);
  const readFile = (name: string): string => options.files?.[name] ?? "";
  const { body, status, headers } = first.answer;
  const run = await runCase(connector, {
    variables: first.variables,
    answer: { status, headers, ...(body && { body: body.kind === "inline" ? body.text : readFile(body.file) }) },
  });
  const { failures, problems } = checkCase(first, run, { readFile, strict: options.strict ?? false });
  return {
    failures: failures.map(({ what, message, expected, actual }) =>
      [what, message, expected, actual].filter((part) => part !== undefined).join(" | "),
    ),
    problems: problems.map(({ location, message }) => `${location}: ${message}`),
  };
}
