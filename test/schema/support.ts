import { Kind, print, type DocumentNode } from "graphql";
import { compose, type ComposeInput } from "../../schema/compose.ts";
import { parseSdl } from "../../schema/parse-sdl.ts";
import { readSupergraph, type Supergraph } from "../../schema/read-supergraph.ts";
import { theguildComposer } from "../../schema/theguild-composer.ts";

export const federation: string = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@external", "@requires", "@provides", "@shareable", "@override", "@interfaceObject", "@inaccessible", "@tag",
  "@composeDirective", "@authenticated"
])`;

export function parseDocument(sdl: string, file: string): DocumentNode {
  const { document, diagnostics } = parseSdl(sdl, file);
  if (!document) throw new Error(JSON.stringify(diagnostics));
  return document;
}

/** `{ users: "type Query { ... }" }` as inputs of files `users.graphql`. The federation link is added. */
export function inputsOf(sdlByName: Readonly<Record<string, string>>): ComposeInput[] {
  return Object.entries(sdlByName).map(([name, sdl]) => ({
    name,
    typeDefs: parseDocument(`${federation}\n${sdl}`, `${name}.graphql`),
  }));
}

export async function composeSdl(inputs: readonly ComposeInput[]): Promise<string> {
  const { supergraphSdl, diagnostics } = await compose(inputs, theguildComposer);
  if (supergraphSdl === undefined) throw new Error(JSON.stringify(diagnostics));
  return supergraphSdl;
}

export async function composeAndRead(inputs: readonly ComposeInput[]): Promise<Supergraph> {
  const { supergraph, diagnostics } = readSupergraph(await composeSdl(inputs));
  if (!supergraph) throw new Error(JSON.stringify(diagnostics));
  return supergraph;
}

/** Printed without the schema extension, which holds the links. */
export function printTypes(document: DocumentNode): string {
  return print({ ...document, definitions: document.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION) });
}
