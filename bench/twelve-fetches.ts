/**
 * 12 fetches over 6 declared subgraphs: each lists 30 things, whose 10 owners are another one's. Asked by hand with undici
 * (six GETs at once, and each list's owners as soon as it is there) and by a graph, in turns in this one process; the REST
 * services are another.
 *
 *     npx tsc --noEmit false --declaration false --isolatedDeclarations false --outDir dist/bench
 *     node dist/bench/bench/twelve-fetches.js [rounds, default 15]
 */
import { parse } from "graphql";
import { Agent, request } from "undici";
import { createRestOperation } from "../subgraphs/rest/create-rest-operation.ts";
import { createRestTransport } from "../subgraphs/rest/transport.ts";
import { forkService, serveForked } from "./fork-service.ts";
import { composeDeclared, openDeclared, schemaSdl, type DeclaredSdl } from "./open-declared.ts";
import { takeTurns } from "./take-turns.ts";

const indexes = [0, 1, 2, 3, 4, 5];
const operation = `{ ${indexes.map((index) => `things${index} { id title owner { name email } }`).join(" ")} }`;

if (process.argv[2] === "serve") serve();
else await main(Number(process.argv[2] ?? 15));

function serve(): void {
  const things = Array.from({ length: 30 }, (_, index) => ({
    id: index + 1,
    title: `Thing number ${index + 1}`,
    ownerId: (index % 10) + 1,
    note: "The quick brown fox jumps over the lazy dog.",
  }));
  const owners = Array.from({ length: 10 }, (_, index) => ({
    id: index + 1,
    name: `Owner ${index + 1}`,
    email: `owner${index + 1}@example.org`,
  }));
  const answers = { things: JSON.stringify(things), owners: JSON.stringify(owners) };
  serveForked((url) => (url.includes("/owners") ? answers.owners : answers.things));
}

async function main(rounds: number): Promise<void> {
  const { url, stop } = await forkService(import.meta.filename);
  const agent = new Agent();
  const transport = createRestTransport();
  const graph = await openDeclared(await composeDeclared(indexes.map((index) => subgraph(index, url))));
  const document = parse(operation);
  const { fetches } = graph.prepare(document);
  if (fetches.size !== 12) throw new Error(`The plan has ${fetches.size} fetches.`);
  const ways = [
    { name: "by hand", run: () => askByHand(url, agent) },
    {
      name: "six subgraphs",
      run: async () => {
        const rest = createRestOperation({ transport });
        const outcome = await graph.executeText({ document, context: { requestHeaders: {}, context: {}, rest } });
        return outcome.kind === "text" ? outcome.data : JSON.stringify(outcome.result);
      },
    },
  ];
  process.stdout.write(await takeTurns(ways, rounds));
  await Promise.all([agent.close(), transport.close(), graph.close()]);
  stop();
}

interface Thing {
  readonly id: number;
  readonly title: string;
  readonly ownerId: number;
}
interface Owner {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

async function askByHand(url: string, dispatcher: Agent): Promise<string> {
  const get = async (path: string): Promise<unknown> => {
    const { body } = await request(url + path, { dispatcher });
    return JSON.parse(await body.text()) as unknown;
  };
  const lists = await Promise.all(
    indexes.map(async (index) => {
      const things = (await get(`/${index}/things`)) as readonly Thing[];
      const ids = [...new Set(things.map(({ ownerId }) => ownerId))];
      const path = `/${index}/owners?ids=${encodeURIComponent(ids.join(","))}`;
      const owners = new Map(((await get(path)) as readonly Owner[]).map((owner) => [owner.id, owner]));
      const joined = things.map(({ id, title, ownerId }) => {
        const owner = owners.get(ownerId);
        return { id: String(id), title, owner: owner ? { name: owner.name, email: owner.email } : null };
      });
      return [`things${index}`, joined] as const;
    }),
  );
  return JSON.stringify(Object.fromEntries(lists));
}

/** Has things of its own, and the owners of the subgraph's before it on the ring. */
function subgraph(index: number, url: string): DeclaredSdl {
  const other = (index + indexes.length - 1) % indexes.length;
  return {
    name: `s${index}`,
    sdl: `${schemaSdl(`${url}/`)}
      type Query {
        things${index}: [Thing${index}!]
          @connect(source: "api", http: { GET: "/${index}/things" }, selection: "id title owner: { id: ownerId }")
      }
      type Thing${index} { id: ID! title: String owner: Owner${index} }
      type Owner${index} @key(fields: "id", resolvable: false) { id: ID! }
      type Owner${other} @key(fields: "id")
        @connect(
          source: "api"
          http: { GET: "/${other}/owners?ids={$batch.id->joinNotNull(',')}" }
          selection: "id name email"
        ) {
        id: ID!
        name: String
        email: String
      }`,
  };
}
