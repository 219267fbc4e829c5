import { parse } from "graphql";
import type { Finding } from "../../../schema/checks/finding.ts";
import { readConnectors } from "../../../subgraphs/connect/read.ts";
import { checkDrift } from "../../../subgraphs/drift/check-drift.ts";

export const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @link(url: "https://restuary.dev/rest/v0.1", import: ["@request", "@mapping"])
  @source(name: "api", http: { baseURL: "https://api.test/v1" })
`;

export type Parts = Readonly<Record<string, unknown>>;

/** A whole document of these paths and, as components, schemas. */
export function openApi(paths: Parts, schemas: Parts = {}, more: Parts = {}): Parts {
  return {
    openapi: "3.0.3",
    info: { title: "Users", version: "1" },
    servers: [{ url: "https://api.test/v1" }],
    paths,
    components: { schemas },
    ...more,
  };
}

/** An operation that answers 200 with this schema. */
export function answers(schema: unknown, more: Parts = {}): Parts {
  return { ...more, responses: { "200": { description: "", content: { "application/json": { schema } } } } };
}

/** A schema of an object. Of its properties, those are required whose name ends in `!`. */
export function object(properties: Parts, more: Parts = {}): Parts {
  const names = Object.keys(properties);
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name.replace(/!$/, ""), properties[name]])),
    required: names.filter((name) => name.endsWith("!")).map((name) => name.slice(0, -1)),
    ...more,
  };
}

export interface Sides {
  readonly sdl: string;
  readonly before: Parts;
  readonly after?: Parts;
  readonly formerEnums?: Readonly<Record<string, readonly string[]>>;
}

/** What there is to say of the SDL of `users.graphql`, which follows the five lines of `head`. */
export function drift({ sdl, before, after, formerEnums }: Sides): readonly Finding[] {
  const document = parse(head + sdl);
  const { model, diagnostics } = readConnectors({ subgraph: "users", document, file: "users.graphql" });
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return checkDrift({
    model,
    document,
    file: "users.graphql",
    source: "api",
    before: { file: "users.openapi.json", text: JSON.stringify(before) },
    ...(formerEnums && { formerEnums }),
    ...(after && { after: { file: "users.next.json", text: JSON.stringify(after) } }),
  });
}

/** As lines: `error DRIFT_PROPERTY_REMOVED 9:7 User.email: …`. */
export function lines(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, code, locations, affects, message }) => {
    const [at] = locations;
    return `${severity} ${code} ${at?.line}:${at?.column} ${(affects ?? []).join(",")}: ${message}`;
  });
}

/** A row of the tables: what there is to say of a change. */
export interface Row extends Sides {
  readonly name: string;
  readonly says: readonly string[];
}

/** `Query.user` with a mapping, and the fields of its type. */
export function userSdl(selection: string, fields: string, more = ""): string {
  return `
type Query {
  user(id: ID!): User
    @connect(
      source: "api"
      http: { GET: "/users/{$args.id}" }
      selection: """
      ${selection}
      """
    )
}
type User { ${fields} }
${more}`;
}

const idInPath = { name: "id", in: "path", required: true, schema: { type: "string" } };

/** A document whose `GET /users/{id}` answers with this schema. */
export function userAnswer(schema: unknown, schemas: Parts = {}): Parts {
  return openApi({ "/users/{id}": { get: answers(schema, { parameters: [idInPath] }) } }, schemas);
}
