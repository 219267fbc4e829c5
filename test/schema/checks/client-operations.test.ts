import { describe, expect, it } from "@jest/globals";
import { buildSchema, print } from "graphql";
import { checkOperations } from "../../../schema/checks/check-operations.ts";
import { readOperations } from "../../../schema/checks/client-operations.ts";
import type { Finding } from "../../../schema/checks/finding.ts";
import type { OperationSource } from "../../../schema/checks/operation-source.ts";

const schema = buildSchema(`
  type Query { me: User user(id: ID!): User }
  type User { id: ID! name: String friends(first: Int): [User!] }
`);

function graphql(file: string, text: string): OperationSource {
  return { file, text, kind: "graphql" };
}

/** `Profile me.graphql:1:7`, with what it is made of in one line. */
async function read(...sources: OperationSource[]): Promise<{ operations: string[]; findings: string[] }> {
  const { operations, findings } = await readOperations(sources);
  return {
    operations: operations.map(({ name, location, document }) => {
      return `${name} ${location.file}:${location.line}:${location.column} ${print(document).replaceAll(/\s+/g, " ")}`;
    }),
    findings: findings.map(show),
  };
}

async function check(...sources: OperationSource[]): Promise<string[]> {
  const { operations } = await readOperations(sources);
  return checkOperations(schema, operations).map(show);
}

function show({ severity, code, message, locations, operations }: Finding): string {
  const places = locations.map(({ file, line, column }) => `${file}:${line}:${column}`).join(" ");
  const users = operations ? ` [${operations.map(({ name }) => name).join(" ")}]` : "";
  return `${severity} ${code} ${places} ${message}${users}`;
}

describe("readOperations", () => {
  it("reads operations with the fragments of their own and of other files", async () => {
    expect(
      await read(
        graphql("me.graphql", "query Me { me { ...Card } }\nquery Other { me { id } }"),
        graphql("card.graphql", "fragment Card on User { ...Name }\nfragment Name on User { name }"),
      ),
    ).toEqual({
      operations: [
        "Me me.graphql:1:7 query Me { me { ...Card } } fragment Card on User { ...Name } fragment Name on User { name }",
        "Other me.graphql:2:7 query Other { me { id } }",
      ],
      findings: [],
    });
  });

  it("takes the fragment of the same file where two clients have one of that name", async () => {
    expect(
      await read(
        graphql("web.graphql", "query Web { me { ...Card } } fragment Card on User { id }"),
        graphql("app.graphql", "query App { me { ...Card } } fragment Card on User { name }"),
      ),
    ).toEqual({
      operations: [
        "Web web.graphql:1:7 query Web { me { ...Card } } fragment Card on User { id }",
        "App app.graphql:1:7 query App { me { ...Card } } fragment Card on User { name }",
      ],
      findings: [],
    });
  });

  it("reports a fragment that is nowhere, and keeps the other operations", async () => {
    expect(
      await read(
        graphql("me.graphql", "query Me {\n  me { ...Crad }\n}"),
        graphql("card.graphql", "fragment Card on User { id } { me { id } }"),
      ),
    ).toEqual({
      operations: ["(anonymous) card.graphql:1:30 { me { id } }"],
      findings: ["error OPERATION_INVALID me.graphql:2:8 `Me`: no file of operations has the fragment `Crad`. [Me]"],
    });
  });

  it("reports a file that does not parse, and reads the others", async () => {
    expect(await read(graphql("bad.graphql", "query Me {\n  me {"), graphql("good.graphql", "{ me { id } }"))).toEqual({
      operations: ["(anonymous) good.graphql:1:1 { me { id } }"],
      findings: ["error OPERATION_INVALID bad.graphql:2:7 The file does not parse: Expected Name, found <EOF>."],
    });
  });

  it("reports a file that is nested too deep for a parser", async () => {
    expect(await read(graphql("deep.graphql", "{a".repeat(200_000)))).toEqual({
      operations: [],
      findings: ["error OPERATION_INVALID deep.graphql:1:1 The file does not parse: it is nested too deep."],
    });
  });

  it("warns of two different operations and of two different fragments of one name", async () => {
    expect(
      await read(
        graphql("a.graphql", "query Me { me { ...F } } fragment F on User { id } fragment F on User { name }"),
        graphql("b.graphql", "query Me { me { name } }"),
      ),
    ).toEqual({
      operations: [
        "Me a.graphql:1:7 query Me { me { ...F } } fragment F on User { id }",
        "Me b.graphql:1:7 query Me { me { name } }",
      ],
      findings: [
        "warning OPERATION_NAME_DUPLICATE b.graphql:1:7 Another operation is named `Me`: findings and budgets cannot tell them apart.",
        "warning FRAGMENT_NAME_DUPLICATE a.graphql:1:61 The file has another fragment `F`, which is the one that is used.",
      ],
    });
  });

  it("leaves out what Apollo Client does not send", async () => {
    expect(
      await read(
        graphql(
          "me.graphql",
          "query Me($a: ID!, $b: Int) { me { id @nonreactive draft(a: $a) @client { text } friends(first: $b) { id } } local @client }",
        ),
      ),
    ).toEqual({
      operations: ["Me me.graphql:1:7 query Me($b: Int) { me { id friends(first: $b) { id } } }"],
      findings: [],
    });
  });

  it("reads nothing from an empty file, and passes over a client's own types", async () => {
    expect(
      await read(
        graphql("empty.graphql", "\n# nothing yet\n"),
        graphql("local.graphql", "extend type Query { cart: Int }"),
      ),
    ).toEqual({ operations: [], findings: [] });
  });
});

describe("operations in programs", () => {
  it("finds templates, calls and comments in TypeScript, each at its place in the file", async () => {
    const text = `import { gql } from "@apollo/client";
export const CARD = gql\`
  fragment Card on User { id }
\`;
export const ME = gql\`
  query Me { me { ...Card } }
  \${CARD}
\`;
const typed = graphql("query Typed { me { id } }");
const marked = /* GraphQL */ \`query Marked { me { name } }\`;
const other = <T,>(value: T) => sql\`select 1\`;
export const View = (props: { a?: string }) => <p>don't {props.a ?? \`x\`}</p>;
function f<T>(this: void, a: T): asserts a is NonNullable<T> { return gql\`query Last { me { friends(first: 1) { id } } }\` as never; }
`;
    expect(await read({ file: "page.tsx", text, kind: "code" })).toEqual({
      operations: [
        "Me page.tsx:6:9 query Me { me { ...Card } } fragment Card on User { id }",
        "Typed page.tsx:9:30 query Typed { me { id } }",
        "Marked page.tsx:10:37 query Marked { me { name } }",
        "Last page.tsx:13:81 query Last { me { friends(first: 1) { id } } }",
      ],
      findings: [],
    });
  });

  it.each([
    [
      "page.vue",
      '<template><p>it\'s `x`</p></template>\n<script setup lang="ts">\nconst q: string = gql`query Vue { me { id } }`;\n</script>',
      3,
      29,
    ],
    ["page.svelte", "<script>\n  const q = gql`query Vue { me { id } }`;\n</script>\n<p>don't</p>", 2, 23],
    ["page.astro", "---\nconst q = gql`query Vue { me { id } }`;\n---\n<p>don't</p>", 2, 21],
    ["page.js", "// @flow\nconst f = (a: ?string): number => 1;\nconst q = gql`query Vue { me { id } }`;", 3, 21],
    ["page.mts", "const q = <unknown>gql`query Vue { me { id } }`;", 1, 30],
  ])("finds them in %s", async (file, text, line, column) => {
    expect(await read({ file, text, kind: "code" })).toEqual({
      operations: [`Vue ${file}:${line}:${column} query Vue { me { id } }`],
      findings: [],
    });
  });

  it("reports a program that does not parse, and GraphQL in it that does not", async () => {
    expect(
      await read(
        { file: "a.ts", text: "const a = ;\n\n}}} gql`{ me }`", kind: "code" },
        { file: "b.ts", text: "const a = gql`\n  query {`;\nconst b = gql`query B { me { id } }`;", kind: "code" },
      ),
    ).toEqual({
      operations: ["B b.ts:3:21 query B { me { id } }"],
      findings: [
        "warning OPERATION_FILE_INVALID a.ts:1:11 The program does not parse: Unexpected token",
        "error OPERATION_INVALID b.ts:2:10 The document does not parse: Expected Name, found <EOF>.",
      ],
    });
  });
});

describe("persisted operations", () => {
  it("reads Apollo's manifest, with places inside its strings", async () => {
    const manifest = {
      format: "apollo-persisted-query-manifest",
      version: 1,
      operations: [
        { id: "1", name: "Me", type: "query", body: 'query Me {\n  me {\n    id # "é"\n  }\n}' },
        { id: "2", name: "ById", type: "query", body: 'query ById { user(id: "a\\"\\u0041") { nmae } }' },
      ],
    };
    const text = JSON.stringify(manifest);
    const source: OperationSource = { file: "manifest.json", text, kind: "manifest" };
    expect(await read(source)).toEqual({
      operations: [
        `Me manifest.json:1:${text.indexOf("Me {") + 1} query Me { me { id } }`,
        `ById manifest.json:1:${text.indexOf("ById {") + 1} query ById { user(id: "a\\"A") { nmae } }`,
      ],
      findings: [],
    });
    const { operations } = await readOperations([source]);
    expect(checkOperations(schema, operations).map(show)).toEqual([
      `error OPERATION_INVALID manifest.json:1:${text.indexOf("nmae") + 1} \`ById\`: Cannot query field "nmae" on type "User". Did you mean "name"? [ById]`,
    ]);
  });

  it("reads a file of texts by hash", async () => {
    const text = `\uFEFF{\n  "abc": "query Me { me { id } }",\n  "def": "query You { me { name } }"\n}`;
    expect(await read({ file: "persisted-documents.json", text, kind: "manifest" })).toEqual({
      operations: [
        "Me persisted-documents.json:2:17 query Me { me { id } }",
        "You persisted-documents.json:3:17 query You { me { name } }",
      ],
      findings: [],
    });
  });

  it("does not count an operation again that a manifest was made of, and no second version of it as a mistake", async () => {
    const text = JSON.stringify({ abc: "query Me { me { id } }", old: "query Me { me { name } }" });
    expect(
      await read(graphql("me.graphql", "query Me { me { id } }"), { file: "p.json", text, kind: "manifest" }),
    ).toEqual({
      operations: ["Me me.graphql:1:7 query Me { me { id } }", "Me p.json:1:46 query Me { me { name } }"],
      findings: [],
    });
  });

  it.each([
    ["{\n  nonsense", /^error OPERATION_FILE_INVALID p.json:2:3 This is not JSON: .+\.$/],
    ["[]", /^error OPERATION_FILE_INVALID p.json:1:1 This is no file of persisted operations: /],
    ['{ "operations": [{ "id": "1" }] }', /^error OPERATION_FILE_INVALID p.json:1:1 This is no file of persisted/],
    [
      '{ "a": { "b": "query { me { id } }" } }',
      /^error OPERATION_FILE_INVALID p.json:1:1 This is no file of persisted/,
    ],
  ])("reports %j", async (text, message) => {
    const { operations, findings } = await read({ file: "p.json", text, kind: "manifest" });
    expect(operations).toEqual([]);
    expect(findings).toEqual([expect.stringMatching(message)]);
  });
});

describe("checkOperations", () => {
  it("names the operation, its file, line and column", async () => {
    expect(await check(graphql("profile.graphql", "query Profile {\n  me {\n    id\n    email\n  }\n}"))).toEqual([
      'error OPERATION_INVALID profile.graphql:4:5 `Profile`: Cannot query field "email" on type "User". [Profile]',
    ]);
  });

  it("says once what is wrong with a fragment of several operations, at its place", async () => {
    expect(
      await check(
        graphql("a.graphql", "query A { me { ...Card } } query B { me { ...Card } }"),
        graphql("card.graphql", "fragment Card on User { email friends(last: 1) { email } }"),
      ),
    ).toEqual([
      'error OPERATION_INVALID card.graphql:1:25 card.graphql:1:50 Fragment `Card`: Cannot query field "email" on type "User". [A B]',
      'error OPERATION_INVALID card.graphql:1:39 Fragment `Card`: Unknown argument "last" on field "User.friends". [A B]',
    ]);
  });

  it("finds types that are gone", async () => {
    expect(await check(graphql("a.graphql", "query A($in: UserInput) { me { ... on Usr { id(in: $in) } } }"))).toEqual([
      'error OPERATION_INVALID a.graphql:1:14 `A`: Unknown type "UserInput". [A]',
      'error OPERATION_INVALID a.graphql:1:39 `A`: Unknown type "Usr". Did you mean "User"? [A]',
    ]);
  });

  it("finds required arguments that are missing, and variables of the wrong type", async () => {
    expect(await check(graphql("a.graphql", "query A($id: Int!) { user { id } other: user(id: $id) { id } }"))).toEqual(
      [
        'error OPERATION_INVALID a.graphql:1:22 `A`: Field "user" argument "id" of type "ID!" is required, but it was not provided. [A]',
        'error OPERATION_INVALID a.graphql:1:9 `A`: Variable "$id" of type "Int!" used in position expecting type "ID!". [A]',
      ],
    );
  });
});
