/** What connectors are called in messages and at run time. */
import { Kind } from "graphql";
import type { ConnectorElement } from "./connector.ts";
import type { ConnectUse } from "./read-directives.ts";

/** `User.posts`, or `User` for a connector on a type. */
export function elementCoordinate(element: ConnectorElement): string {
  return element.kind === "field" ? `${element.typeName}.${element.fieldName}` : element.typeName;
}

/** `users:User.posts[0]`. */
export function connectorCoordinate(subgraph: string, use: ConnectUse): string {
  return `${subgraph}:${elementCoordinate(use.element)}[${use.index}]`;
}

/** True for `entity: true`. */
export function saysEntity(use: ConnectUse): boolean {
  return use.entity?.kind === Kind.BOOLEAN && use.entity.value;
}
