// Not from "graphql" itself: every command prints findings, and loading all of it takes longer than many of them run.
import { printSourceLocation } from "graphql/language/printLocation.js";
import { Source } from "graphql/language/source.js";
import type { Diagnostic, SourceRange } from "./diagnostic.ts";

/**
 * A finding as text, without colours:
 *
 *     users.graphql:7:3 error KEY_INVALID_FIELDS `users`: On type "User", ...
 *     6 | type User
 *     7 |   @key(fields: "uid") {
 *       |   ^
 *     8 |   id: ID!
 *     fix: ...
 *
 * @param options.textOf  The text of a file, for the code frame; `undefined` leaves the frame out.
 */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  options: { readonly textOf: (file: string) => string | undefined },
): string {
  const { code, severity, message, locations, fix } = diagnostic;
  const [first] = locations;
  return [
    `${first ? `${placeOf(first)} ` : ""}${severity} ${code} ${message}`,
    ...locations.flatMap((location, index) => {
      // A log of CI is read by more people than the repository.
      const frame = code === "SECRET_IN_SDL" ? undefined : codeFrame(location, options.textOf);
      if (index === 0) return frame ?? [];
      return [`also ${placeOf(location)}`, ...(frame === undefined ? [] : [frame])];
    }),
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
  ].join("\n");
}

function placeOf({ file, line, column }: SourceRange): string {
  return `${file}:${line}:${column}`;
}

/** graphql's own frame, below its header line, which would repeat the place. */
export function codeFrame(range: SourceRange, textOf: (file: string) => string | undefined): string | undefined {
  const text = textOf(range.file);
  if (text === undefined || text === "") return undefined;
  const frame = printSourceLocation(new Source(text, range.file), { line: range.line, column: range.column });
  return frame.slice(frame.indexOf("\n") + 1);
}
