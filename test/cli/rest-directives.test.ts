import { expect, it } from "@jest/globals";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { startRestServer } from "../support/rest-server.ts";
import { runRestuary, startRestuary } from "../support/restuary-process.ts";
import { createTestProject } from "./project.ts";

const people = (url: string): string => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @link(url: "https://restuary.dev/rest/v0.1", import: [{ name: "@request", as: "@wire" }, "@mapping"])
  @source(name: "api", http: { baseURL: "${url}" })

type Query {
  people(filter: Filter, ids: [ID!]): [Person!]
    @connect(source: "api", http: { GET: "/people/{$args.ids->joinNotNull(',')}" }, selection: "$.items")
    @wire(
      parameters: [
        { name: "id", in: path, value: "$args.ids", style: matrix, explode: true, replaces: "$args.ids->joinNotNull(',')" }
        { name: "filter", in: query, value: "$args.filter", style: deepObject }
      ]
      accept: "application/vnd.people+json"
    )
}

type Mutation {
  addPhoto(input: PhotoInput!): Photo
    @connect(source: "api", http: { POST: "/photos", body: "$args.input" }, selection: "$")
    @wire(body: { mediaType: "multipart/form-data", encoding: [{ property: "file", file: true }] })
}

input Filter {
  name: String
  born: Range
}

input Range {
  from: Int
  to: Int
}

input PhotoInput {
  title: String
  file: String
}

type Person @mapping(fields: "id name: full_name manager: boss likes") {
  id: ID!
  name: String
  manager: Person
  likes: [Liked!]
}

union Liked @mapping(type: "kind->match(['person', 'Person'], ['photo', 'Photo'])") = Person | Photo

type Photo @mapping(fields: "title by: owner") {
  title: String
  by: Person
}
`;

it("serves them from a supergraph file, with nothing else beside it", async () => {
  const ada = { id: 1, full_name: "Ada" };
  const rest = await startRestServer(({ method }) =>
    method === "POST"
      ? { json: { title: "Sea", owner: { ...ada, boss: ada } } }
      : {
          json: {
            items: [
              {
                ...ada,
                boss: { full_name: "Bo", boss: { full_name: "Cy", boss: { full_name: "Di" } } },
                likes: [
                  { kind: "photo", title: "Sea", owner: ada },
                  { kind: "person", full_name: "Bo" },
                ],
              },
            ],
          },
        },
  );
  const project = createTestProject({ "subgraphs/people.graphql": people(rest.url) });
  try {
    expect(await runRestuary(["-C", project.dir, "compose"])).toMatchObject({ code: 0 });
    rmSync(join(project.dir, "subgraphs"), { recursive: true });
    const gateway = await startRestuary(["-C", project.dir, "serve", "--supergraph", "schema/supergraph.graphql"]);
    try {
      expect(
        await gateway.ask(
          `query ($filter: Filter) { people(ids: ["a/b", "c"], filter: $filter) {
             name manager { manager { manager { name } } }
             likes { __typename ... on Photo { title by { name } } ... on Person { name } }
           } }`,
          { filter: { name: "A", born: { from: 1815 } } },
        ),
      ).toEqual({
        data: {
          people: [
            {
              name: "Ada",
              manager: { manager: { manager: { name: "Di" } } },
              likes: [
                { __typename: "Photo", title: "Sea", by: { name: "Ada" } },
                { __typename: "Person", name: "Bo" },
              ],
            },
          ],
        },
      });
      expect(
        await gateway.ask(
          'mutation { addPhoto(input: { title: "Sea", file: "data:image/png;name=sea.png;base64,QUI=" }) { title by { manager { id } } } }',
        ),
      ).toEqual({ data: { addPhoto: { title: "Sea", by: { manager: { id: "1" } } } } });
    } finally {
      await gateway.stop();
    }
    const [read, written] = rest.requests;
    expect(read).toMatchObject({
      url: "/people/;id=a%2Fb;id=c?filter%5Bname%5D=A&filter%5Bborn%5D%5Bfrom%5D=1815",
      headers: { accept: "application/vnd.people+json" },
    });
    expect(written?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(written?.body).toContain('name="file"; filename="sea.png"\r\nContent-Type: image/png\r\n\r\nAB\r\n');
  } finally {
    project.remove();
    await rest.close();
  }
}, 60_000);
