import type { StringValueNode } from "graphql";
import type { SourceRange } from "../../../schema/diagnostic.ts";
import type { LintFinding } from "../../../schema/lint/rule.ts";
import { rangeInString, rangeOfOffsets } from "../../../schema/source-text.ts";
import { elementCoordinate } from "../../connect/coordinate.ts";
import { readConnectLink } from "../../connect/link.ts";
import { readDirectives, type ErrorsUse, type HttpUse, type MethodUse } from "../../connect/read-directives.ts";
import type { LintedSource, SourceRule } from "../rule.ts";
import {
  findKnownSecrets,
  findSecretInHeader,
  findSecretInMapping,
  findSecretInUrl,
  type FoundSecret,
} from "../secret-text.ts";

/** A secret stays one however long it has been there: only taking it out, and replacing it, helps. */
export const secretInSdl: SourceRule = {
  code: "SECRET_IN_SDL",
  severity: "error",
  evenIfOld: true,
  find: (subgraphs) => subgraphs.flatMap(findIn),
};

function findIn(subgraph: LintedSource): LintFinding[] {
  const placed = findInDirectives(subgraph);
  const known = findInText(subgraph).filter(
    ({ locations: [range] }) => !placed.some(({ locations: [other] }) => range && other && overlaps(range, other)),
  );
  return [...placed, ...known];
}

function findInDirectives({ name, file, document }: LintedSource): LintFinding[] {
  const { link } = readConnectLink(document, file);
  if (!link) return [];
  const { sources, connects } = readDirectives(document, link);
  const at = (owner: string, text: OwnedText, coordinate?: string): LintFinding[] =>
    text.found.map(({ start, end, what }) => ({
      subgraph: name,
      message: `${owner}: ${what} holds a secret.`,
      locations: [rangeInString(text.node, start, end, file)],
      ...(coordinate === undefined ? {} : { coordinate }),
      subject: what,
      fix: "Read it from `$env`, and replace it with its issuer: whoever can read this has it.",
    }));
  return [
    ...sources.flatMap((use) => {
      const texts = [
        ...textsOf(use.http, [], [use.http?.baseURL]),
        ...mappings([use.isSuccess, ...errorTexts(use.errors)]),
      ];
      return texts.flatMap((text) => at(`\`@source ${use.name?.value ?? ""}\``, text));
    }),
    ...connects.flatMap((use) => {
      const { http, selection, isSuccess, errors, element } = use;
      const coordinate = elementCoordinate(element);
      const texts = [
        ...textsOf(http, http?.methods ?? [], []),
        ...mappings([http?.body, selection, isSuccess, ...errorTexts(errors)]),
      ];
      return texts.flatMap((text) => at(`\`${coordinate}\``, text, coordinate));
    }),
  ];
}

interface OwnedText {
  readonly node: StringValueNode;
  readonly found: readonly FoundSecret[];
}

function textsOf(
  http: HttpUse | undefined,
  methods: readonly MethodUse[],
  urls: readonly (StringValueNode | undefined)[],
): OwnedText[] {
  if (!http) return [];
  const headers = http.headers.flatMap(({ name, value }): OwnedText[] =>
    name && value ? [{ node: value, found: findSecretInHeader(name.value, value.value) }] : [],
  );
  const addresses = [...urls, ...methods.map(({ url }) => url)].flatMap((node): OwnedText[] =>
    node ? [{ node, found: findSecretInUrl(node.value) }] : [],
  );
  return [...headers, ...addresses, ...mappings([http.queryParams, http.path])];
}

function mappings(nodes: readonly (StringValueNode | undefined)[]): OwnedText[] {
  return nodes.flatMap((node) => (node ? [{ node, found: findSecretInMapping(node.value) }] : []));
}

function errorTexts(errors: ErrorsUse | undefined): readonly (StringValueNode | undefined)[] {
  return [errors?.message, errors?.extensions];
}

/** The whole text: a token in a comment is as public. */
function findInText({ name, file, document }: LintedSource): LintFinding[] {
  const source = document.loc?.source;
  if (!source) return [];
  return findKnownSecrets(source.body).map(({ start, end, what }) => ({
    subgraph: name,
    message: `There is ${what} in the SDL of \`${name}\`.`,
    locations: [rangeOfOffsets(source, start, end, file)],
    subject: what,
    fix: "Take it out, and replace it with its issuer: whoever can read this has it.",
  }));
}

function overlaps(a: SourceRange, b: SourceRange): boolean {
  return !isBefore(a, b) && !isBefore(b, a);
}

function isBefore(a: SourceRange, b: SourceRange): boolean {
  return a.endLine < b.line || (a.endLine === b.line && a.endColumn <= b.column);
}
