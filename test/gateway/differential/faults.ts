import type { Subgraph, SubgraphError, SubgraphResult } from "../../../subgraphs/subgraph.ts";

/**
 * A subgraph whose answers lack things, in the same way whenever it is asked the same: nulls, keys that are missing, errors
 * with and without a path. What is there stays right, so that it does not matter whose answer comes first.
 */
export function withFaults(subgraph: Subgraph, seed: number): Subgraph {
  return {
    ...subgraph,
    prepare: (document) => {
      const prepared = subgraph.prepare(document);
      let sent = "";
      for (const definition of document.definitions) sent += JSON.stringify(definition);
      return {
        ...prepared,
        execute: async (variables, context) => {
          const result = await prepared.execute(variables, context);
          return spoil(result, createRandom(`${seed} ${subgraph.name} ${sent} ${JSON.stringify(variables)}`));
        },
      };
    },
  };
}

type Random = (below: number) => number;

function spoil({ data, errors }: SubgraphResult, random: Random): SubgraphResult {
  if (random(20) === 0) return { data: null, errors: [...errors, { message: "Nothing was answered." }] };
  const added: SubgraphError[] = [];
  if (random(15) === 0) added.push({ message: "Something is wrong somewhere." });
  const copy = JSON.parse(JSON.stringify(data)) as SubgraphResult["data"];
  spoilValue(copy, [], added, random);
  return { data: copy, errors: [...errors, ...added] };
}

function spoilValue(value: unknown, path: readonly (string | number)[], errors: SubgraphError[], random: Random): void {
  if (typeof value !== "object" || value === null) return;
  // An array's indexes are keys too.
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    // What something is, is not to be doubted.
    if (name === "__typename") continue;
    const key = Array.isArray(value) ? Number(name) : name;
    const place = [...path, key];
    const fate = random(30);
    if (fate > 2) {
      spoilValue(members[name], place, errors, random);
      continue;
    }
    if (fate === 0 && !Array.isArray(value)) delete members[name];
    else members[name] = null;
    if (random(2) === 0) errors.push({ message: `There is no ${name}.`, path: place, extensions: { code: "LOST" } });
  }
}

function createRandom(text: string): Random {
  let state = 7;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    state ^= state >>> 13;
    return (state >>> 0) % below;
  };
}
