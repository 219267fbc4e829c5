/** Authorization and cost: what the supergraph says about elements that clients see, and the API schema does not. */
import { Kind, print, type ASTNode, type ConstDirectiveNode, type ConstValueNode, type DocumentNode } from "graphql";
import { directiveNameIn, readLinks } from "../link.ts";
import { indexCoordinates } from "../locate-coordinate.ts";
import { breaking, risky, type SchemaChange } from "./schema-change.ts";

const specs = new Map([
  ["authenticated", "authenticated"],
  ["requiresScopes", "requiresScopes"],
  ["policy", "policy"],
  ["cost", "cost"],
  ["listSize", "cost"],
]);

/** @param isKept  Whether clients saw a coordinate before, and see it still. */
export function compareDirectives(
  before: DocumentNode,
  after: DocumentNode,
  isKept: (coordinate: string) => boolean,
): SchemaChange[] {
  const was = indexDirectives(before);
  const is = indexDirectives(after);
  const coordinates = new Set([...was.keys(), ...is.keys()]);
  return [...coordinates].filter(isKept).flatMap((coordinate) =>
    [...specs.keys()].flatMap((name): SchemaChange[] => {
      const [old, current] = [was, is].map((index) => effective(index, coordinate, name));
      const change = compareDirective(name, coordinate, old, current);
      return change ? [change] : [];
    }),
  );
}

/** By coordinate and by the directive's name in its spec. Elements with none of them are left out. */
function indexDirectives(document: DocumentNode): Map<string, Map<string, ConstDirectiveNode>> {
  const links = readLinks(document);
  const names = new Map<string, string>();
  for (const [name, spec] of specs) {
    const link = links.find((candidate) => candidate.spec === spec);
    if (link) names.set(directiveNameIn(link, name), name);
  }
  const index = new Map<string, Map<string, ConstDirectiveNode>>();
  if (names.size === 0) return index;
  for (const [coordinate, node] of indexCoordinates(document)) {
    const found = directivesOf(node).flatMap((directive): [string, ConstDirectiveNode][] => {
      const name = names.get(directive.name.value);
      return name === undefined ? [] : [[name, directive]];
    });
    if (found.length > 0) index.set(coordinate, new Map(found));
  }
  return index;
}

/** What a type needs, each of its fields needs. */
function effective(
  index: ReadonlyMap<string, ReadonlyMap<string, ConstDirectiveNode>>,
  coordinate: string,
  name: string,
): ConstDirectiveNode | undefined {
  const own = index.get(coordinate)?.get(name);
  const [typeName = ""] = coordinate.split(".");
  return own ?? (specs.get(name) === "cost" ? undefined : index.get(typeName)?.get(name));
}

function directivesOf(node: ASTNode): readonly ConstDirectiveNode[] {
  if (!("directives" in node) || node.kind === Kind.DIRECTIVE_DEFINITION) return [];
  // The cast: these are nodes of a type system document, where no directive can hold a variable.
  return (node.directives ?? []) as readonly ConstDirectiveNode[];
}

function compareDirective(
  name: string,
  coordinate: string,
  was: ConstDirectiveNode | undefined,
  is: ConstDirectiveNode | undefined,
): SchemaChange | undefined {
  if (!was && !is) return undefined;
  if (name === "cost" || name === "listSize") return compareCost(name, coordinate, was, is);
  const more = { subject: name, directive: name };
  if (!was) {
    return breaking("AUTHORIZATION_ADDED", coordinate, `\`${coordinate}\` now needs \`${show(is)}\`.`, more);
  }
  if (!is) {
    const message = `\`${coordinate}\` no longer needs \`${show(was)}\`: more clients can read it.`;
    return risky("AUTHORIZATION_REMOVED", coordinate, message, more);
  }
  const [old, current] = [alternativesOf(was), alternativesOf(is)];
  const message = `\`${coordinate}\` needed \`${show(was)}\` and now needs \`${show(is)}\``;
  if (!isCovered(old, current)) {
    return breaking("AUTHORIZATION_ADDED", coordinate, `${message}: some clients are refused.`, more);
  }
  if (!isCovered(current, old)) {
    return risky("AUTHORIZATION_REMOVED", coordinate, `${message}: more clients can read it.`, more);
  }
  return undefined;
}

/** `[["a", "b"], ["c"]]`: a and b, or c. */
function alternativesOf(directive: ConstDirectiveNode): ReadonlySet<string>[] {
  const value = directive.arguments?.[0]?.value;
  return itemsOf(value).map((item) => new Set(itemsOf(item).map((name) => print(name))));
}

function itemsOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (!value) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

/** Whoever met one of `given` meets one of `wanted`. */
function isCovered(given: readonly ReadonlySet<string>[], wanted: readonly ReadonlySet<string>[]): boolean {
  return given.every((held) => wanted.some((needed) => [...needed].every((name) => held.has(name))));
}

function compareCost(
  name: "cost" | "listSize",
  coordinate: string,
  was: ConstDirectiveNode | undefined,
  is: ConstDirectiveNode | undefined,
): SchemaChange | undefined {
  if (was && is && argumentsOf(was) === argumentsOf(is)) return undefined;
  const code = name === "cost" ? "COST_CHANGED" : "LIST_SIZE_CHANGED";
  const message = !was
    ? `\`${coordinate}\` has \`${show(is)}\` now.`
    : !is
      ? `\`${coordinate}\` no longer has \`${show(was)}\`.`
      : `\`${coordinate}\` had \`${show(was)}\` and now has \`${show(is)}\`.`;
  const affects = coordinate.includes("(") ? [coordinate.slice(0, coordinate.indexOf("("))] : undefined;
  const more = affects ? { directive: name, affects } : { directive: name };
  return risky(code, coordinate, `${message} Operations may meet a limit.`, more);
}

function show(directive: ConstDirectiveNode | undefined): string {
  return directive ? print(directive) : "";
}

/** In alphabetical order: the order in which they are written means nothing. */
function argumentsOf({ arguments: args = [] }: ConstDirectiveNode): string {
  return args
    .map((argument) => print(argument))
    .toSorted()
    .join(" ");
}
