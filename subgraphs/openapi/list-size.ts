/**
 * How long lists get, where the document says how many items a page has.
 *
 *     GET /albums?limit (maximum: 100)      albums(limit: Int): AlbumPage @listSize(assumedSize: 100, slicingArguments: ["limit"], ...)
 *
 * Spec: https://ibm.github.io/graphql-specs/cost-spec.html#sec-The-List-Size-Directive
 */
import type { Argument } from "./build-request.ts";
import { listAnswer } from "./list-answer.ts";
import { pageSize } from "./paging.ts";
import type { ReadContext } from "./read-operations.ts";
import type { TypedOperation } from "./type-operation.ts";

/** @param args  As they are called in the SDL, in the order of the parameters. */
export function listSize(
  item: TypedOperation,
  args: readonly Argument[],
  context: Pick<ReadContext, "resolver">,
): string | undefined {
  const list = item.named.operation.method === "GET" ? listAnswer(item.answer) : undefined;
  const page = list && pageSize(item, context);
  // Its bound also has to hold where a variable says how many: the default is what comes when nobody says.
  const most = page?.most ?? page?.standard;
  if (!list || !page || most === undefined) return undefined;
  const argument = args[item.parameters.findIndex(({ parameter }) => parameter === page.parameter)];
  const isInt = argument?.type.kind === "scalar" && argument.type.name === "Int";
  const parts = [
    `assumedSize: ${most}`,
    ...(argument && isInt ? [`slicingArguments: [${JSON.stringify(argument.name)}]`] : []),
    ...(list.field ? [`sizedFields: [${JSON.stringify(list.field.name)}]`] : []),
    // Without it the spec wants the argument to be given.
    ...(isInt ? ["requireOneSlicingArgument: false"] : []),
  ];
  return `@listSize(${parts.join(", ")})`;
}
