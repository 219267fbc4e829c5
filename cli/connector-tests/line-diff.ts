import { structuredPatch } from "diff";

/** Lines of `expected` that are not in `actual` begin with `-`, those only in `actual` with `+`; far equal ones are left out. */
export function lineDiff(expected: string, actual: string): string {
  const { hunks } = structuredPatch("", "", withLineEnd(expected), withLineEnd(actual), undefined, undefined, {
    context: 3,
  });
  return hunks
    .map(({ lines }) => lines.map((line) => `${line[0]} ${line.slice(1)}`.trimEnd()).join("\n"))
    .join("\n  ...\n");
}

/** Without it, the last line would differ from the same line with more after it. */
function withLineEnd(text: string): string {
  return text === "" ? "" : `${text}\n`;
}
