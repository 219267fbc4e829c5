import { describe, expect, it } from "@jest/globals";
import { OperationChooser, type OperationChoice } from "../../../subgraphs/openapi/choose-operations.ts";
import { answering, importParts, sdlOf } from "./import.ts";

const operations = [
  { method: "GET", path: "/zones", operationId: "listZones", tags: ["zones"] },
  { method: "POST", path: "/zones", operationId: "createZone", tags: ["zones", "writes"] },
  { method: "GET", path: "/zones/{id}", operationId: "getZone", tags: ["zones"] },
  { method: "GET", path: "/zones/{id}/keys", operationId: "listKeys", tags: ["keys"] },
  { method: "GET", path: "/zonesets", tags: [] },
];

const ref = (name: string): unknown => ({ $ref: `#/components/schemas/${name}` });

function choose(choice: OperationChoice): { taken: string[]; unmatched: readonly string[] } {
  const chooser = new OperationChooser(choice);
  const taken = operations.filter((operation) => chooser.takes(operation));
  return { taken: taken.map(({ method, path }) => `${method} ${path}`), unmatched: chooser.unmatched };
}

describe("a choice of operations", () => {
  it.each<[name: string, choice: OperationChoice, taken: string[]]>([
    ["a method and a path", { only: ["GET /zones"] }, ["GET /zones"]],
    ["a method in lower case", { only: ["get /zones"] }, ["GET /zones"]],
    ["a path with every method", { only: ["/zones"] }, ["GET /zones", "POST /zones"]],
    ["any method, written as such", { only: ["* /zones"] }, ["GET /zones", "POST /zones"]],
    ["one segment", { only: ["/zones/*"] }, ["GET /zones/{id}"]],
    ["a path parameter as it is written", { only: ["/zones/{id}"] }, ["GET /zones/{id}"]],
    ["a path and all below it", { only: ["GET /zones/**"] }, ["GET /zones", "GET /zones/{id}", "GET /zones/{id}/keys"]],
    ["what is anywhere", { only: ["/**/keys"] }, ["GET /zones/{id}/keys"]],
    ["an operationId", { only: ["getZone"] }, ["GET /zones/{id}"]],
    ["a part of one", { only: ["list*"] }, ["GET /zones", "GET /zones/{id}/keys"]],
    ["a tag", { only: ["tag:writes"] }, ["POST /zones"]],
    ["several patterns", { only: ["getZone", "tag:keys"] }, ["GET /zones/{id}", "GET /zones/{id}/keys"]],
    ["all but some", { exclude: ["tag:zones", "/zonesets"] }, ["GET /zones/{id}/keys"]],
    ["some but not these", { only: ["tag:zones"], exclude: ["POST /**"] }, ["GET /zones", "GET /zones/{id}"]],
  ])("takes %s", (_name, choice, taken) => {
    expect(choose(choice)).toEqual({ taken, unmatched: [] });
  });

  it("takes everything where nothing is chosen", () => {
    expect(choose({}).taken).toHaveLength(operations.length);
  });

  it("says which patterns match nothing, and what they may have meant", () => {
    expect(choose({ only: ["GET /zone", "tag:zone", "getZones", "GET /zones"], exclude: ["qqq"] }).unmatched).toEqual([
      "`GET /zone` matches no operation of the document. Did you mean `GET /zones`, `GET /zonesets` or `POST /zones`?",
      "`tag:zone` matches no operation of the document. Did you mean `tag:zones` or `tag:keys`?",
      "`getZones` matches no operation of the document. Did you mean `getZone` or `listZones`?",
      "`qqq` matches no operation of the document.",
    ]);
  });

  it("leaves out what only other operations need, and their faults", () => {
    const paths = { "/albums": { get: answering(ref("Album")) }, "/a/{b}": { get: answering(ref("Other")) } };
    const schemas = {
      Album: { type: "object", required: ["id"], properties: { id: { type: "string" }, title: { type: "string" } } },
      Other: { type: "object", properties: { more: ref("Nowhere") } },
    };
    const imported = importParts({ paths, components: { schemas } }, "3.1.0", { only: ["/albums"] });
    expect(sdlOf(imported)).toBe(`type Query {
  albums: Album
    @connect(source: "api", http: { GET: "/albums" }, selection: "id title?")
}

type Album {
  id: ID!
  title: String
}
`);
    expect(imported).toMatchObject({ findings: [], leftOut: ["GET /a/{b}"], unmatched: [] });
  });
});
