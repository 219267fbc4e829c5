/** Where the connectors of declared subgraphs are written, for what is found out about them elsewhere. */
import type { DocumentNode } from "graphql";
import type { SourceRange } from "../../schema/diagnostic.ts";
import { rangeOf } from "../../schema/source-text.ts";
import { namedType } from "./ast.ts";
import type { ConnectModel } from "./connector.ts";
import { connectorCoordinate, elementCoordinate, saysEntity } from "./coordinate.ts";
import { readConnectLink } from "./link.ts";
import { readDirectives } from "./read-directives.ts";

export interface ConnectorPlace {
  /** `User`, `User.posts`, `Query.user`. */
  readonly element: string;
  readonly location: SourceRange;
  /** The type whose objects it is asked for: `User` for all of `User`, `User.posts` and `Query.user` with `entity: true`. */
  readonly typeName: string;
  /** The field that it answers; absent where it answers the object itself. */
  readonly fieldName?: string;
  /** Whether that type has a connector with `$batch` in this subgraph. */
  readonly hasBatch: boolean;
}

/** A declared subgraph as it was read. */
export interface DeclaredSource {
  readonly model: ConnectModel;
  /** Parsed, with its places. */
  readonly document: DocumentNode;
  readonly file: string;
}

/** @returns By the connectors' coordinates: `users:User[0]`. */
export function locateConnectors(subgraphs: readonly DeclaredSource[]): ReadonlyMap<string, ConnectorPlace> {
  return new Map(subgraphs.flatMap(locateIn));
}

function locateIn({ model, document, file }: DeclaredSource): [string, ConnectorPlace][] {
  const { link } = readConnectLink(document, file);
  if (!link) return [];
  const { connects } = readDirectives(document, link);
  const batched = new Set(
    model.connectors.filter(({ resolver }) => resolver === "typeBatch").map(({ element }) => element.typeName),
  );
  return connects.map((use) => {
    const { element, directive, fieldNode } = use;
    const isLookup = fieldNode !== undefined && saysEntity(use);
    const typeName = isLookup ? namedType(fieldNode.type).name.value : element.typeName;
    const place: ConnectorPlace = {
      element: elementCoordinate(element),
      location: rangeOf(directive, file),
      typeName,
      ...(element.kind === "field" && !isLookup ? { fieldName: element.fieldName } : {}),
      hasBatch: batched.has(typeName),
    };
    return [connectorCoordinate(model.subgraph, use), place];
  });
}
