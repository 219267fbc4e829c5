import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How many subgraphs the fields of a type lead to: the one of a ring, three, or ten. */
export type Shape = "ring" | "random" | "dense";

const TYPES = 10;
const linksOf: Readonly<Record<Shape, number>> = { ring: 1, random: 3, dense: 10 };

/**
 * Writes a project of federated subgraphs of ten entities each, whose fields lead to entities of others. They have no
 * connectors: what is measured is composing.
 */
export function generateSubgraphs(folder: string, count: number, shape: Shape): void {
  rmSync(folder, { recursive: true, force: true });
  // What is cached belongs to this project alone.
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  mkdirSync(join(folder, "subgraphs"));
  const names = Array.from({ length: count }, (_, index) => `s${index}`);
  const draw = seeded(20_261_125);
  for (const [index, name] of names.entries()) {
    writeFileSync(join(folder, `subgraphs/${name}.graphql`), subgraph(index, count, shape, draw));
  }
  const entries = names.map((name) => [
    name,
    { schema: `subgraphs/${name}.graphql`, url: "http://127.0.0.1:1/graphql" },
  ]);
  writeFileSync(
    join(folder, "restuary.config.json"),
    JSON.stringify({ subgraphs: Object.fromEntries(entries) as unknown }, undefined, 2),
  );
}

type Draw = (below: number) => number;

function subgraph(index: number, count: number, shape: Shape, draw: Draw): string {
  const own = Array.from({ length: TYPES }, (_, type) => ({ name: `S${index}T${type}`, type }));
  const led = own.map(({ type }) =>
    shape === "ring" ? [`S${(index + 1) % count}T${type}`] : others(index, count, linksOf[shape], draw),
  );
  const lookups = own.map(({ name }) => `  ${name.toLowerCase()}(id: ID!): ${name}`);
  const types = own.map(({ name }, at) => {
    const links = (led[at] ?? []).map((target, link) => `  link${link}: ${target}\n`);
    return `type ${name} @key(fields: "id") {\n  id: ID!\n  name: String\n  count: Int\n  tags: [String!]\n${links.join("")}}`;
  });
  const references = [...new Set(led.flat())].map(
    (target) => `type ${target} @key(fields: "id", resolvable: false) {\n  id: ID!\n}`,
  );
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

type Query {
${lookups.join("\n")}
}

${[...types, ...references].join("\n\n")}
`;
}

function others(index: number, count: number, wanted: number, draw: Draw): string[] {
  const found = new Set<string>();
  while (found.size < wanted) {
    // One of the others, whichever is drawn.
    const target = (index + 1 + draw(count - 1)) % count;
    found.add(`S${target}T${draw(TYPES)}`);
  }
  return [...found];
}

/** The same in every run. */
function seeded(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
}
