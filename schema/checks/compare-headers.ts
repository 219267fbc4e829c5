/**
 * REQUEST_HEADER_REMOVED: a header that REST services were sent, and are not any more. No client sees it, no OpenAPI
 * document has to name it, and without an `Authorization` all that is behind it may fail.
 */
import { Kind, type ConstArgumentNode, type ConstDirectiveNode, type DocumentNode } from "graphql";
import { readCarried } from "../carried-directive.ts";
import { readGraphs } from "../join-graphs.ts";
import { risky, type SchemaChange } from "./schema-change.ts";

export function compareHeaders(before: DocumentNode, after: DocumentNode): SchemaChange[] {
  const current = new Map(readGraphs(after).map((graph) => [graph.name, graph.enumName]));
  return readGraphs(before).flatMap(({ name: graph, enumName }) => {
    const now = current.get(graph);
    if (now === undefined) return [];
    const is = readSenders(after, now);
    return [...readSenders(before, enumName)].flatMap(([key, was]): SchemaChange[] => {
      const sender = is.get(key);
      if (!sender) return [];
      const sent = new Set([...sender.headers, ...(is.get(`source ${sender.source}`)?.headers ?? [])].map(lower));
      const lost = [...was.headers].filter((header) => !sent.has(header.toLowerCase()));
      return lost.map((header) => headerRemoved(graph, sender, header));
    });
  });
}

/** A `@source`, or the connectors of a field or type. */
interface Sender {
  /** Of what its connectors are on; absent for a `@source`. */
  readonly coordinate?: string;
  readonly source: string;
  readonly headers: Set<string>;
}

function headerRemoved(graph: string, { coordinate, source }: Sender, header: string): SchemaChange {
  const who = coordinate === undefined ? `Source \`${graph}.${source}\`` : `The connector of \`${coordinate}\``;
  const more = coordinate === undefined ? {} : { directive: "connect" };
  return risky("REQUEST_HEADER_REMOVED", coordinate ?? "", `${who} no longer sends the header \`${header}\`.`, {
    subject: `${graph}.${source} ${header.toLowerCase()}`,
    graph,
    ...more,
    fix: "Keep it, or let the config forward it.",
  });
}

function readSenders(supergraph: DocumentNode, enumName: string): ReadonlyMap<string, Sender> {
  const senders = new Map<string, Sender>();
  const add = (directives: readonly ConstDirectiveNode[] | undefined, coordinate?: string): void => {
    for (const { name, args } of readCarried(directives, enumName)) {
      if (name !== (coordinate === undefined ? "source" : "connect")) continue;
      const source = textOf(args, coordinate === undefined ? "name" : "source");
      const key = coordinate === undefined ? `source ${source}` : `connect ${coordinate} ${source}`;
      const sender = senders.get(key) ?? {
        source,
        headers: new Set(),
        ...(coordinate === undefined ? {} : { coordinate }),
      };
      for (const header of headersOf(args)) sender.headers.add(header);
      senders.set(key, sender);
    }
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION) {
      add(definition.directives);
    } else if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) {
      const typeName = definition.name.value;
      add(definition.directives, typeName);
      for (const field of definition.fields ?? []) add(field.directives, `${typeName}.${field.name.value}`);
    }
  }
  return senders;
}

function textOf(args: readonly ConstArgumentNode[], name: string): string {
  const value = args.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : "";
}

/** One header need not stand in a list. */
function headersOf(args: readonly ConstArgumentNode[]): string[] {
  const http = args.find(({ name }) => name.value === "http")?.value;
  const headers =
    http?.kind === Kind.OBJECT ? http.fields.find(({ name }) => name.value === "headers")?.value : undefined;
  const nodes = headers?.kind === Kind.LIST ? headers.values : headers ? [headers] : [];
  return nodes.flatMap((node) => {
    const name =
      node.kind === Kind.OBJECT ? node.fields.find((field) => field.name.value === "name")?.value : undefined;
    return name?.kind === Kind.STRING ? [name.value] : [];
  });
}

function lower(text: string): string {
  return text.toLowerCase();
}
