/** `node apollo-composition.mjs <supergraph.yaml>`: composes what it lists, and prints the supergraph or what is wrong. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { load } from "js-yaml";

const [file] = process.argv.slice(2);
const { subgraphs } = load(readFileSync(file, "utf8"));
const services = Object.entries(subgraphs).map(([name, { routing_url: url, schema }]) => ({
  name,
  url,
  typeDefs: parse(readFileSync(resolve(dirname(file), schema.file), "utf8")),
}));
const { supergraphSdl, errors = [] } = composeServices(services);
for (const { message } of errors) console.error(message);
if (supergraphSdl === undefined) process.exit(1);
console.log(supergraphSdl);
