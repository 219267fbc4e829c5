/** Finds the nodes that schema coordinates (`User`, `User.email`, `User.email(format:)`, `@tag`) name in a document. */
import { Kind, visit, type ASTNode, type DocumentNode } from "graphql";

/** Every coordinate of a document with its first definition, or its first extension where it is only extended. */
export function indexCoordinates(document: DocumentNode): ReadonlyMap<string, ASTNode> {
  const index = new Map<string, ASTNode>();
  const add = (coordinate: string, node: ASTNode): void => {
    if (!index.has(coordinate)) index.set(coordinate, node);
  };
  const rootNames = renamedRootTypes(document);

  for (const definition of document.definitions) {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION) add(`@${definition.name.value}`, definition);
    if (!("name" in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION) continue;
    const own = definition.name.value;
    // Composition calls root types by their default names, whatever the subgraph calls them.
    for (const typeName of [own, ...(rootNames.get(own) ?? [])]) {
      add(typeName, definition);
      if ("fields" in definition) {
        for (const field of definition.fields ?? []) {
          add(`${typeName}.${field.name.value}`, field);
          for (const argument of "arguments" in field ? (field.arguments ?? []) : []) {
            add(`${typeName}.${field.name.value}(${argument.name.value}:)`, argument);
          }
        }
      }
      if ("values" in definition) {
        for (const value of definition.values ?? []) add(`${typeName}.${value.name.value}`, value);
      }
    }
  }
  return index;
}

/** Where a name that nothing defines is first used: a directive `@name`, or a type. */
export function findUse(document: DocumentNode, name: string): ASTNode | undefined {
  let found: ASTNode | undefined;
  visit(document, {
    Directive(node) {
      if (`@${node.name.value}` === name) found ??= node;
    },
    NamedType(node) {
      if (node.name.value === name) found ??= node;
    },
  });
  return found;
}

/** `Query` for `RootQuery` of `schema { query: RootQuery }`. */
export function renamedRootTypes(document: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of definition.operationTypes ?? []) {
      const standard = operation.charAt(0).toUpperCase() + operation.slice(1);
      if (type.name.value !== standard) names.set(type.name.value, [standard]);
    }
  }
  return names;
}

/** The coordinates that are written in a text, in quotes or backticks, in their order. */
export function coordinatesIn(text: string): string[] {
  return [...text.matchAll(/["'`](@?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?(?:\([A-Za-z_]\w*:\))?)["'`]/g)].flatMap(
    (match) => match[1] ?? [],
  );
}
