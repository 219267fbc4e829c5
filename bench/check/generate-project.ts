/**
 * Writes a graph of a size: `node --import tsx bench/check/generate-project.ts <dir> [types=5000] [operations=1000]
 * [subgraphs=20]`. Every type is an entity with a connector, and refers to others, of its own subgraph and of the next.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [dir, types = "5000", operations = "1000", subgraphs = "20"] = process.argv.slice(2);
if (dir === undefined) throw new Error("Name the folder to write.");
generateProject(dir, { types: Number(types), operations: Number(operations), subgraphs: Number(subgraphs) });

interface Size {
  readonly types: number;
  readonly operations: number;
  readonly subgraphs: number;
}

function generateProject(root: string, size: Size): void {
  rmSync(root, { recursive: true, force: true });
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (let index = 0; index < size.subgraphs; index++) write(`subgraphs/s${index}.graphql`, subgraph(index, size));
  for (let index = 0; index < size.operations; index++) {
    write(`schema/operations/operation-${index}.graphql`, operation(index, size));
  }
  // What is cached belongs to this project alone.
  mkdirSync(join(root, "node_modules"), { recursive: true });
}

function subgraph(index: number, size: Size): string {
  const own = Array.from({ length: size.types }, (_, type) => type).filter((type) => type % size.subgraphs === index);
  const foreign = new Set(own.map((type) => (type + 1) % size.types));
  const lookups = own.map(
    (type) =>
      `  "One thing." thing${type}(id: ID!): Thing${type} @connect(source: "api", http: { GET: "/things${type}/{$args.id}" }, selection: "id name price stock next { id: nextId } sibling { id: siblingId }", entity: true)`,
  );
  const definitions = own.map(
    (type) => `"A thing."
type Thing${type} @key(fields: "id") {
  "Its id."
  id: ID!
  "Its name."
  name: String
  "Its price."
  price: Float
  "How many there are."
  stock: Int
  "The next one."
  next: Thing${(type + 1) % size.types}
  "Another one."
  sibling: Thing${(type + size.subgraphs) % size.types}
}`,
  );
  const references = [...foreign]
    .filter((type) => type % size.subgraphs !== index)
    .map((type) => `type Thing${type} @key(fields: "id", resolvable: false) {\n  id: ID!\n}`);
  return `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "http://s${index}.test" })

type Query {
${lookups.join("\n")}
}

${[...definitions, ...references].join("\n\n")}
`;
}

function operation(index: number, size: Size): string {
  const type = (index * 7) % size.types;
  return `query Operation${index}($id: ID!) {
  thing${type}(id: $id) {
    id
    name
    price
    next {
      name
      sibling {
        id
        stock
      }
    }
  }
}
`;
}
