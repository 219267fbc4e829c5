/** The projects that are served: those of bench/side-by-side, asking the REST service of this run. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./start-server.ts";

/** Within the package, so that coded subgraphs find it by its name; not in version control. */
export const work: string = join(root, "bench/work");

const writtenUrl = "http://127.0.0.1:18410";

/** @param types  How many types each of the graphs beside the usual ones is to have. */
export function writeProjects(upstreamUrl: string, types: readonly number[]): void {
  for (const name of ["declared", "coded"]) copyProject(name, name, upstreamUrl);
  for (const count of types) {
    copyProject("declared", `declared-${count}`, upstreamUrl);
    addTypes(join(work, `declared-${count}`), count, upstreamUrl);
  }
}

function copyProject(from: string, to: string, upstreamUrl: string): void {
  const target = join(work, to);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(root, "bench/side-by-side", from), target, { recursive: true });
  // What is cached belongs to this project alone.
  mkdirSync(join(target, "node_modules"), { recursive: true });
  for (const file of readdirSync(join(target, "subgraphs"))) {
    const path = join(target, "subgraphs", file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(writtenUrl, upstreamUrl));
  }
}

/** A subgraph that no question touches. Posts, users and Query are types as well. */
function addTypes(project: string, count: number, upstreamUrl: string): void {
  const names = Array.from({ length: count - 3 }, (_, index) => `Thing${index}`);
  const lookups = names.map(
    (name) =>
      `  ${name.toLowerCase()}(id: ID!): ${name} @connect(source: "api", http: { GET: "/things/{$args.id}" }, selection: "id name next { id: nextId }", entity: true)`,
  );
  const types = names.map(
    (name, index) =>
      `type ${name} @key(fields: "id") { id: ID! name: String next: ${names[(index + 1) % names.length]} }`,
  );
  const file = join(project, "subgraphs/things.graphql");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${upstreamUrl}" })

type Query {
${lookups.join("\n")}
}

${types.join("\n")}
`,
  );
}
