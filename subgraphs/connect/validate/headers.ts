import type { StringValueNode } from "graphql";
import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { connectorCoordinate, elementCoordinate } from "../coordinate.ts";
import { errorAt } from "../finding.ts";
import { ownHeaders, reservedHeaders } from "../header-rules.ts";
import type { HeaderUse } from "../read-directives.ts";
import type { RuleContext } from "./rule.ts";

/** INVALID_HEADER (but for its mapping), HTTP_HEADER_NAME_COLLISION */
export function* headers({ uses, file, subgraph }: RuleContext): Iterable<Diagnostic> {
  for (const { http, name } of uses.sources) {
    yield* headersOf(http?.headers ?? [], { file, owner: `@source ${name?.value ?? ""}` });
  }
  for (const use of uses.connects) {
    const coordinate = connectorCoordinate(subgraph, use);
    yield* headersOf(use.http?.headers ?? [], { file, owner: elementCoordinate(use.element), coordinate });
  }
}

interface Owner {
  readonly file: string;
  readonly owner: string;
  readonly coordinate?: string;
}

function* headersOf(uses: readonly HeaderUse[], { file, owner, coordinate }: Owner): Iterable<Diagnostic> {
  const error = (node: HeaderUse["node"] | StringValueNode, message: string): Diagnostic =>
    errorAt(file, node, {
      code: "INVALID_HEADER",
      message: `\`${owner}\`: ${message}`,
      ...(coordinate !== undefined && { coordinate }),
    });

  const named = new Map<string, StringValueNode[]>();
  for (const use of uses) {
    const { name, from, value } = use;
    if (name) {
      const key = name.value.toLowerCase();
      named.set(key, [...(named.get(key) ?? []), name]);
      if (!isToken(name.value)) yield error(name, `\`${name.value}\` is not a valid name of a header.`);
      else if (reservedHeaders.has(key))
        yield error(name, `The header \`${name.value}\` is set by the HTTP client and cannot be given.`);
      else if (from && ownHeaders.has(key)) {
        yield error(from, `The header \`${name.value}\` can have a \`value\`, but cannot be copied with \`from\`.`);
      }
    }
    if (from && value)
      yield error(use.node, `The header \`${name?.value ?? ""}\` has \`from\` and \`value\`, but needs one of them.`);
    else if (!from && !value) yield error(use.node, `The header \`${name?.value ?? ""}\` needs \`from\` or \`value\`.`);
    if (from && !isToken(from.value)) yield error(from, `\`${from.value}\` is not a valid name of a header.`);
  }
  for (const [name, nodes] of named) {
    if (nodes.length < 2) continue;
    yield errorAt(file, nodes, {
      code: "HTTP_HEADER_NAME_COLLISION",
      message: `\`${owner}\`: there are ${nodes.length} headers named \`${name}\`; the case of a name makes no difference.`,
      ...(coordinate !== undefined && { coordinate }),
    });
  }
}

// RFC 9110 section 5.6.2
function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}
