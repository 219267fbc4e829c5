/** Where in the SDL a connector's parts are written: models hold compiled mappings, findings need places. */
import { Kind, type DocumentNode, type StringValueNode, type TypeNode } from "graphql";
import { argumentOf, fieldOf, stringOf } from "../connect/ast.ts";
import { connectorCoordinate } from "../connect/coordinate.ts";
import { readConnectLink } from "../connect/link.ts";
import { readDirectives, type ConnectUse, type SourceUse } from "../connect/read-directives.ts";
import { indexTypes, type TypeIndex } from "../connect/type-index.ts";
import { mappedTypes } from "../rest-directives/mapped-types.ts";
import { objectsOf, requestOf } from "../rest-directives/read-request.ts";
import { readRestLink } from "../rest-directives/rest-link.ts";
import { parseMapping } from "../mapping/parse.ts";
import type { SpecVersion } from "../mapping/mapping.ts";
import type { TypeMappingText } from "./collect-feeds.ts";

export interface SdlPlaces {
  readonly types: TypeIndex;
  readonly uses: ReadonlyMap<string, ConnectorPlace>;
  readonly sources: ReadonlyMap<string, SourceUse>;
  readonly typeMappings: ReadonlyMap<string, TypeMappingText>;
}

export interface ConnectorPlace {
  readonly use: ConnectUse;
  readonly url?: StringValueNode;
  /** Of `@request`: the values of parameters by `query limit`, and that of the body. */
  readonly parameters: ReadonlyMap<string, StringValueNode>;
  readonly body?: StringValueNode;
}

export function findPlaces(
  document: DocumentNode,
  {
    subgraph,
    file,
    specVersion,
  }: { readonly subgraph: string; readonly file: string; readonly specVersion: SpecVersion },
): SdlPlaces | undefined {
  const { link } = readConnectLink(document, file);
  if (!link) return undefined;
  const { connects, sources } = readDirectives(document, link);
  const types = indexTypes(document);
  const restLink = readRestLink(document);
  const typeMappings = new Map<string, TypeMappingText>();
  for (const [name, { place }] of mappedTypes(types, restLink)) {
    const { ast } = parseMapping(place.node.value, { specVersion });
    if (ast) typeMappings.set(name, { ast, text: { node: place.node, offset: 0 } });
  }
  return {
    types,
    typeMappings,
    sources: new Map(sources.map((use) => [use.name?.value ?? "", use])),
    uses: new Map(
      connects.map((use) => {
        const request = requestOf(use, restLink);
        const parameters = (request ? objectsOf(argumentOf(request, "parameters")) : []).flatMap((node) => {
          const value = stringOf(fieldOf(node, "value"));
          const place = fieldOf(node, "in");
          const name = stringOf(fieldOf(node, "name"))?.value ?? "";
          return value && place?.kind === Kind.ENUM ? [[`${place.value} ${name}`, value] as const] : [];
        });
        const ownBody = request && argumentOf(request, "body");
        const body =
          (ownBody?.kind === Kind.OBJECT ? stringOf(fieldOf(ownBody, "value")) : undefined) ?? use.http?.body;
        const url = use.http?.methods[0]?.url;
        return [
          connectorCoordinate(subgraph, use),
          { use, parameters: new Map(parameters), ...(url && { url }), ...(body && { body }) },
        ];
      }),
    ),
  };
}

/** What a connector has to yield: one object of its type, or with `$batch` a list of them. */
export function resultTypeOf({ use }: ConnectorPlace, isBatch: boolean): TypeNode {
  if (use.fieldNode) return use.fieldNode.type;
  const type: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: use.element.typeName } };
  return isBatch ? { kind: Kind.LIST_TYPE, type } : type;
}
