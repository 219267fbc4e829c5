import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A graph over two services, whose generation each of its answers tells twice: once from each subgraph. */
export interface SoakedProject {
  readonly dir: string;
  /** Writes the graph anew. */
  write(generation: number): void;
  remove(): void;
}

const links = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])`;

function calmSdl(url: string, generation: number): string {
  return `${links}
@source(name: "api", http: { baseURL: "${url}" })
type Query {
  calm(n: Int!): Calm @connect(source: "api", http: { GET: "/calm/{$args.n}" }, selection: "n generation: $(${generation})")
  items: [Item!] @connect(source: "api", http: { GET: "/items" }, selection: "id name")
}
type Mutation {
  note(n: Int!): Calm @connect(source: "api", http: { POST: "/notes", body: "n: $args.n" }, selection: "n generation: $(${generation})")
}
type Calm { n: Int generation: Int }
type Item @key(fields: "id", resolvable: false) { id: ID! name: String }
`;
}

function shakySdl(url: string, generation: number): string {
  return `${links}
@source(name: "api", http: { baseURL: "${url}" })
type Query {
  shaky(n: Int!): Shaky @connect(source: "api", http: { GET: "/shaky/{$args.n}" }, selection: "n generation: $(${generation})")
}
type Shaky { n: Int generation: Int }
type Item @key(fields: "id")
  @connect(source: "api", http: { GET: "/stock", queryParams: "id: $batch.id" }, selection: "id stock") {
  id: ID! stock: Int
}
`;
}

export function createSoakedProject(services: { readonly calm: string; readonly shaky: string }): SoakedProject {
  const dir = mkdtempSync(join(tmpdir(), "restuary-soak-"));
  mkdirSync(join(dir, "subgraphs"));
  const put = (file: string, text: string): void => {
    // A reload that begins in between reads one or the other.
    writeFileSync(join(dir, `${file}.new`), text);
    renameSync(join(dir, `${file}.new`), join(dir, file));
  };
  // As short as users would wait; a service that does not answer holds no more than that.
  put(
    "restuary.config.yaml",
    `sources: { shaky.api: { timeout: 1s, cache: {} }, calm.api: { timeout: 10s } }\ngateway: { timeout: 15s, share: request }\n`,
  );
  const write = (generation: number): void => {
    put("subgraphs/calm.graphql", calmSdl(services.calm, generation));
    put("subgraphs/shaky.graphql", shakySdl(services.shaky, generation));
  };
  write(0);
  return { dir, write, remove: () => rmSync(dir, { recursive: true }) };
}
