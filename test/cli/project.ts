import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own with the files of a graph. */
export interface TestProject {
  readonly dir: string;
  write(files: Readonly<Record<string, string>>): void;
  read(file: string): string;
  remove(): void;
}

export function createTestProject(files: Readonly<Record<string, string>> = {}): TestProject {
  const dir = mkdtempSync(join(tmpdir(), "restuary-cli-"));
  const project: TestProject = {
    dir,
    write: (added) => {
      for (const [name, text] of Object.entries(added)) {
        mkdirSync(dirname(join(dir, name)), { recursive: true });
        writeFileSync(join(dir, name), text);
      }
    },
    read: (file) => readFileSync(join(dir, file), "utf8"),
    remove: () => rmSync(dir, { recursive: true }),
  };
  project.write(files);
  return project;
}

/** SDL with the links and one source `api`; the text given follows from line 5 on. */
export function declared(baseUrl: string, sdl: string): string {
  return `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${baseUrl}" })
${sdl}`;
}

export const postsSdl = `type Query {
  posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: userId }")
}
type Post { id: ID! title: String author: User }
type User @key(fields: "id", resolvable: false) { id: ID! }
`;

export const usersSdl = `type Query {
  user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name", entity: true)
}
type User @key(fields: "id") { id: ID! name: String }
`;
