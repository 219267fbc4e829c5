/**
 * Cosmo's composition refuses `@listSize` with an `assumedSize` beside a slicing argument that has a default value:
 *
 *     products(limit: Int = 20): [Product] @listSize(assumedSize: 100, slicingArguments: ["limit"])
 *
 * With a default the argument always has a value, and the assumed size is never looked at; so it is left out.
 */
import {
  Kind,
  parse,
  print,
  visit,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
} from "graphql";
import { directiveNameIn, readLinks } from "../../schema/link.ts";

export function toCosmoSdl(sdl: string): string {
  const document = parse(sdl);
  const name = listSizeName(document);
  const changed: DocumentNode = visit(document, {
    FieldDefinition(field) {
      const isUnread = field.directives?.some((node) => node.name.value === name && hasUnreadSize(field, node));
      if (isUnread !== true) return undefined;
      const directives = field.directives?.map((node) =>
        node.name.value === name && hasUnreadSize(field, node) ? withoutSize(node) : node,
      );
      return { ...field, ...(directives && { directives }) };
    },
  });
  return changed === document ? sdl : `${print(changed)}\n`;
}

function listSizeName(document: DocumentNode): string {
  const links = readLinks(document);
  const link = links.find(({ spec }) => spec === "cost") ?? links.find(({ spec }) => spec === "federation");
  return link ? directiveNameIn(link, "listSize") : "listSize";
}

function hasUnreadSize(field: FieldDefinitionNode, node: ConstDirectiveNode): boolean {
  if (!argumentOf(node, "assumedSize")) return false;
  const slicing = argumentOf(node, "slicingArguments")?.value;
  const names = slicing?.kind === Kind.LIST ? slicing.values : slicing ? [slicing] : [];
  return names.some(
    (value) =>
      value.kind === Kind.STRING &&
      field.arguments?.some((argument) => argument.name.value === value.value && argument.defaultValue !== undefined),
  );
}

function withoutSize(node: ConstDirectiveNode): ConstDirectiveNode {
  return { ...node, arguments: (node.arguments ?? []).filter(({ name }) => name.value !== "assumedSize") };
}

function argumentOf(node: ConstDirectiveNode, name: string): ConstArgumentNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name);
}
