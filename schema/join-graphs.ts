import { Kind, type ConstDirectiveNode, type DocumentNode } from "graphql";

/** One subgraph as the supergraph lists it: `USERS @join__graph(name: "users", url: "http://users.internal")`. */
export interface JoinGraph {
  readonly name: string;
  /** Its value of `join__Graph`. */
  readonly enumName: string;
  /** Empty where the subgraph is not reached over HTTP. */
  readonly url: string;
}

/** The values of `join__Graph`, in the order of the supergraph. */
export function readGraphs(supergraph: DocumentNode): JoinGraph[] {
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== "join__Graph") continue;
    return (definition.values ?? []).flatMap((value) => {
      const directive = value.directives?.find((node) => node.name.value === "join__graph");
      const name = directive && stringArgument(directive, "name");
      if (directive === undefined || name === undefined) return [];
      return [{ name, enumName: value.name.value, url: stringArgument(directive, "url") ?? "" }];
    });
  }
  return [];
}

/** A string argument of a directive; `undefined` where it is missing or no string. */
export function stringArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
