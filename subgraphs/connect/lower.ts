/**
 * Turns a declared subgraph into one that a composer understands, which knows federation but no connectors.
 *
 *     extend schema @link(url: "…/connect/v0.3", import: ["@connect"])
 *     type User @connect(http: { GET: "https://x.test/users/{$this.id}" }, selection: "id name") { id: ID! name: String }
 *
 * becomes `type User @key(fields: "id") { id: ID! name: String }` and one carried `connect` on `User`, which composition
 * records in the supergraph.
 */
import {
  Kind,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from "graphql";
import type { CarriedDirective } from "../../schema/carried-directive.ts";
import { schemaDirectives } from "../../schema/link.ts";
import type { KeyTree } from "../mapping/mapping.ts";
import { argumentOf, makeDirective, stringOf } from "./ast.ts";
import type { ConnectModel } from "./connector.ts";
import { deriveKeys, type Derived } from "./derive-keys.ts";
import { federationNames, type FederationNames } from "./federation-names.ts";
import { includesTree, parseFieldSet, printFieldSet } from "./field-set.ts";
import { readConnectLink, type ConnectLink } from "./link.ts";
import { argumentsOf } from "../../schema/collect-carried.ts";
import { collectRestDirectives, isRestPart } from "../rest-directives/collect-rest-directives.ts";
import { readRestLink, restDirectiveName } from "../rest-directives/rest-link.ts";
import { isConnectDefinition, pastedTypes } from "./pasted-definitions.ts";
import { importDirectives, upgradeFederation1 } from "./federation-link.ts";

/**
 * @returns For the composer: the document without connect link, connect directives and pasted definitions, with derived
 *   keys and requirements. A document without a connect link is returned as it is.
 */
export function lowerSubgraph(
  document: DocumentNode,
  model: ConnectModel,
): { typeDefs: DocumentNode; carried: CarriedDirective[] } {
  const { link } = readConnectLink(document, "");
  if (!link) return { typeDefs: document, carried: [] };

  const carried = carriedOf(document, link);
  const federation2 = upgradeFederation1(document);
  const names = federationNames(federation2);
  const derived = deriveKeys(federation2, model, names);
  const imported = importDirectives(federation2, [
    ...(derived.keys.size > 0 ? ["key"] : []),
    ...(derived.requires.size > 0 ? ["requires"] : []),
  ]);
  return { typeDefs: removeConnect(addDerived(imported, derived), link), carried };
}

function carriedOf(document: DocumentNode, link: ConnectLink): CarriedDirective[] {
  const carried: CarriedDirective[] = [];
  const carry = (
    name: CarriedDirective["name"],
    element: CarriedDirective["element"],
    node: ConstDirectiveNode,
  ): void => {
    const args = argumentsOf(node);
    carried.push({ element, name, args });
  };

  carry("link", { kind: "schema" }, link.directive);
  const restLink = readRestLink(document);
  if (restLink) carry("link", { kind: "schema" }, restLink.directive);
  for (const node of schemaDirectives(document)) {
    if (node.name.value === link.sourceName) carry("source", { kind: "schema" }, node);
  }
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const typeName = node.name.value;
    for (const directive of node.directives ?? []) {
      if (directive.name.value === link.connectName) carry("connect", { kind: "type", typeName }, directive);
    }
    for (const field of node.fields ?? []) {
      for (const directive of field.directives ?? []) {
        const element = { kind: "field", typeName, fieldName: field.name.value } as const;
        if (directive.name.value === link.connectName) carry("connect", element, directive);
      }
    }
  }
  return [...carried, ...collectRestDirectives(document)];
}

/** Writes keys on the first node of each type, and requirements on the fields. */
function addDerived(document: DocumentNode, derived: Derived): DocumentNode {
  const names = federationNames(document);
  const waiting = new Map(derived.keys);
  return mapObjectTypes(document, (node) => {
    const keys = waiting.get(node.name.value) ?? [];
    waiting.delete(node.name.value);
    const fields = node.fields?.map((field) => {
      const required = derived.requires.get(`${node.name.value}.${field.name.value}`);
      return required ? requireFields(field, required, names) : field;
    });
    const added = keys.map(({ fields: key, resolvable }) =>
      makeDirective(names.nameOf("key"), {
        fields: { kind: Kind.STRING, value: printFieldSet(key) },
        ...(!resolvable && { resolvable: { kind: Kind.BOOLEAN, value: false } }),
      }),
    );
    return { ...node, directives: [...(node.directives ?? []), ...added], ...(fields && { fields }) };
  });
}

/** Adds to what the field requires already, which is kept as text: it may hold arguments and fragments. */
function requireFields(field: FieldDefinitionNode, required: KeyTree, names: FederationNames): FieldDefinitionNode {
  const name = names.nameOf("requires");
  const written = field.directives?.find((directive) => directive.name.value === name);
  const text = stringOf(written && argumentOf(written, "fields"))?.value ?? "";
  const before = parseFieldSet(text) ?? new Map<string, KeyTree>();
  const missing = new Map([...required].filter((entry) => !includesTree(before, new Map([entry]))));
  if (missing.size === 0) return field;
  const fields = { kind: Kind.STRING, value: `${text} ${printFieldSet(missing)}`.trim() } as const;
  const others = (field.directives ?? []).filter((directive) => directive !== written);
  return { ...field, directives: [...others, makeDirective(name, { fields })] };
}

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

function mapObjectTypes(document: DocumentNode, change: (node: ObjectNode) => ObjectNode): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((node) =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION ? change(node) : node,
    ),
  };
}

function removeConnect(document: DocumentNode, link: ConnectLink): DocumentNode {
  const pasted = pastedTypes(document, link);
  const restLink = readRestLink(document);
  const isConnect = ({ name }: DirectiveNode): boolean =>
    name.value === link.connectName || name.value === link.sourceName;
  const isOurs = (node: DirectiveNode): boolean =>
    node === link.directive ||
    node === restLink?.directive ||
    isConnect(node) ||
    restDirectiveName(restLink, node) !== undefined;
  const stripped = visit(document, { Directive: (node) => (isOurs(node) ? null : undefined) });
  const definitions = stripped.definitions.filter(
    (node) => !isConnectDefinition(node, link, pasted) && !isRestPart(node, restLink),
  );
  return { ...document, definitions: definitions.filter((node) => !isEmptyExtension(node)) };
}

/** `extend schema` and `extend type X` with nothing behind them do not parse again. */
function isEmptyExtension(node: DefinitionNode): boolean {
  if (node.kind === Kind.SCHEMA_EXTENSION) {
    return (node.directives ?? []).length === 0 && (node.operationTypes ?? []).length === 0;
  }
  if (node.kind !== Kind.OBJECT_TYPE_EXTENSION) return false;
  return [node.directives, node.fields, node.interfaces].every((part) => (part ?? []).length === 0);
}
