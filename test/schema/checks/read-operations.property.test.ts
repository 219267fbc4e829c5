import { expect, it } from "@jest/globals";
import { buildSchema } from "graphql";
import { checkOperations } from "../../../schema/checks/check-operations.ts";
import { readOperations } from "../../../schema/checks/client-operations.ts";
import { findUsage } from "../../../schema/checks/find-usage.ts";
import { fc } from "../../support/properties.ts";

const schema = buildSchema("type Query { a(x: In): Query b: E } input In { x: In e: E } enum E { A B }");
const word = fc.constantFrom(
  ...'query mutation fragment F G on Query { } ( ) [ ] $v : In E A @client @skip ... a b x e , 1 " """ # \n ` ${ } \\ \\n \\u0041 \\u{ gql` graphql( /* GraphQL */ : {" ":" operations body'.split(
    " ",
  ),
);
const text = fc.oneof(
  fc.string(),
  fc.array(word, { maxLength: 40 }).map((words) => words.join(" ")),
);
const source = fc.record({
  file: fc.constantFrom("a.graphql", "b.ts", "c.tsx", "d.vue", "e.json", "f.js"),
  text,
  kind: fc.constantFrom("graphql" as const, "code" as const, "manifest" as const),
});

it("reads any text as operations, or says in which line it cannot", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 4 }), async (sources) => {
      const { operations, findings } = await readOperations(sources);
      const all = [...findings, ...checkOperations(schema, operations)];
      const usage = findUsage(schema, operations);
      const places = [
        ...operations.map(({ location }) => location),
        ...all.flatMap(({ locations }) => locations),
        ...["Query.a", "E.A", "In.x", "E"].flatMap((coordinate) =>
          usage.of(coordinate).map(({ location }) => location),
        ),
      ];
      for (const { file, line, column } of places) {
        const lines = sources.filter((one) => one.file === file).map((one) => one.text.split(/\r\n|[\n\r]/)[line - 1]);
        expect(lines.some((found) => found !== undefined && column <= found.length + 1)).toBe(true);
      }
    }),
  );
});

it("places an operation in JSON where it is written, whatever its text is escaped as", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (comment, value) => {
      const safe = comment.replaceAll(/[\n\r]/g, " ");
      const body = `# ${safe}\nquery Q { a @note(of: ${JSON.stringify(value)}) { b } }`;
      const json = JSON.stringify({ [comment]: body });
      const { operations } = await readOperations([{ file: "e.json", text: json, kind: "manifest" }]);
      // A lone surrogate is no text in GraphQL.
      if (operations.length === 0) return;
      const [{ location } = { location: undefined }] = operations;
      expect(json.slice((location?.column ?? 0) - 1).startsWith("Q { a @note(of: ")).toBe(true);
    }),
  );
});
