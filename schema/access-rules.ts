/**
 * What a supergraph asks of clients before they get a field or a type, whatever it calls the directives:
 *
 *     type User @authenticated { email: String @requiresScopes(scopes: [["email", "profile"], ["admin"]]) }
 *
 *     types    User         { authenticated }
 *     fields   User.email   { scopes: [["email", "profile"], ["admin"]] }
 *
 * Spec: https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives#authenticated
 */
import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from "graphql";
import { directiveNameIn, importedName, readLinks, schemaDirectives } from "./link.ts";

/** Specs whose directives are read here. */
export const accessSpecs: readonly string[] = ["authenticated", "requiresScopes", "policy"];

/** All of what it names has to hold. */
export interface AccessRule {
  readonly authenticated?: true;
  /** One of these lists has to be held whole. */
  readonly scopes?: Alternatives;
  /** As `scopes`. */
  readonly policies?: Alternatives;
}

export type Alternatives = readonly (readonly string[])[];

export interface AccessRules {
  /** Of objects, interfaces, scalars and enums, by name. */
  readonly types: ReadonlyMap<string, AccessRule>;
  /** By coordinate: `User.email`. */
  readonly fields: ReadonlyMap<string, AccessRule>;
}

export function readAccessRules(supergraph: DocumentNode): AccessRules {
  const names = namesIn(supergraph);
  const types = new Map<string, AccessRule>();
  const fields = new Map<string, AccessRule>();
  for (const definition of supergraph.definitions) {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        for (const field of definition.fields ?? []) {
          add(fields, `${definition.name.value}.${field.name.value}`, field.directives, names);
        }
        add(types, definition.name.value, definition.directives, names);
        break;
      case Kind.SCALAR_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
        add(types, definition.name.value, definition.directives, names);
        break;
      default:
    }
  }
  return { types, fields };
}

/** From the name in the document to the name in the spec. */
function namesIn(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const links = readLinks(supergraph);
  const others = new Set(importedNames(supergraph));
  const names = new Map<string, string>();
  for (const spec of accessSpecs) {
    const link = links.find((each) => each.spec === spec);
    if (link) names.set(directiveNameIn(link, spec), spec);
    // Without a link the name is taken for what it says: a protection must not be lost by a missing line.
    else if (!others.has(`@${spec}`)) names.set(spec, spec);
  }
  return names;
}

/** Names that some `@link` imports, of whatever spec. */
function importedNames(supergraph: DocumentNode): string[] {
  return schemaDirectives(supergraph).flatMap(({ arguments: args = [] }) => {
    const value = args.find(({ name }) => name.value === "import")?.value;
    return value?.kind === Kind.LIST ? value.values.flatMap((item) => importedName(item) ?? []) : [];
  });
}

function add(
  rules: Map<string, AccessRule>,
  place: string,
  directives: readonly ConstDirectiveNode[] | undefined,
  names: ReadonlyMap<string, string>,
): void {
  for (const directive of directives ?? []) {
    const spec = names.get(directive.name.value);
    if (spec !== undefined) rules.set(place, { ...rules.get(place), ...ruleOf(spec, directive) });
  }
}

function ruleOf(spec: string, directive: ConstDirectiveNode): AccessRule {
  if (spec === "authenticated") return { authenticated: true };
  return spec === "policy"
    ? { policies: alternatives(directive, "policies") }
    : { scopes: alternatives(directive, "scopes") };
}

/** What cannot be read is no alternative, so that nobody gets in by it. */
function alternatives(directive: ConstDirectiveNode, name: string): Alternatives {
  const node = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  const value: unknown = node && valueFromASTUntyped(node);
  return listOf(value).flatMap((item) => {
    const names = listOf(item);
    return names.every((each): each is string => typeof each === "string") ? [names] : [];
  });
}

// Spec: https://spec.graphql.org/October2021/#sec-List.Input-Coercion
// One item may stand for the list of it.
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
