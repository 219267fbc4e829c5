import { Kind, type DocumentNode, type NamedTypeNode } from "graphql";
import type { ComposerResult, ComposerService } from "./compose.ts";
import { directiveNameIn, readLinks } from "./link.ts";

/**
 * A subgraph that has an interface as `@interfaceObject` may not have one of its object types: it would answer some of
 * the interface's objects twice. The composer does not check that.
 */
export function checkInterfaceObjects(services: readonly ComposerService[]): ComposerResult["errors"] {
  const implementations = readImplementations(services);
  return services.flatMap(({ name, typeDefs }) => {
    const defined = new Set(objectTypes(typeDefs).map((node) => node.name.value));
    return readInterfaceObjects(typeDefs).flatMap((type) => {
      const both = [...(implementations.get(type) ?? [])].filter((object) => defined.has(object));
      if (both.length === 0) return [];
      const message =
        `[${name}] Interface "${type}" is an @interfaceObject in subgraph "${name}", so that subgraph may not define ` +
        `object types of the interface, but it defines ${both.map((object) => `"${object}"`).join(", ")}.`;
      return [{ message, code: "INTERFACE_OBJECT_USAGE_ERROR" }];
    });
  });
}

interface ObjectNode {
  readonly name: { readonly value: string };
  readonly interfaces?: readonly NamedTypeNode[];
  readonly directives?: readonly { readonly name: { readonly value: string } }[];
}

function objectTypes(document: DocumentNode): ObjectNode[] {
  return document.definitions.flatMap((node): ObjectNode[] =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION ? [node] : [],
  );
}

function readImplementations(services: readonly ComposerService[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { typeDefs } of services) {
    for (const { name, interfaces = [] } of objectTypes(typeDefs)) {
      for (const { name: type } of interfaces) {
        found.set(type.value, (found.get(type.value) ?? new Set()).add(name.value));
      }
    }
  }
  return found;
}

function readInterfaceObjects(document: DocumentNode): string[] {
  const link = readLinks(document).find(({ spec }) => spec === "federation");
  if (!link) return [];
  const directive = directiveNameIn(link, "interfaceObject");
  return objectTypes(document)
    .filter(({ directives = [] }) => directives.some(({ name }) => name.value === directive))
    .map(({ name }) => name.value);
}
