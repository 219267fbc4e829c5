import type { Change } from "@graphql-inspector/core";
import { isRequiredArgument, type GraphQLDirective } from "graphql";
import { executableLocations } from "../executable-locations.ts";
import type { Comparison, Verdict } from "./comparison.ts";
import { metaText } from "./inspector-meta.ts";
import { breaking } from "./schema-change.ts";
import { isSafeInArguments } from "./type-change.ts";

/** Only directives that operations are written with concern clients. */
export function classifyDirectiveChange(change: Change, { before, after }: Comparison): Verdict {
  const type: string = change.type;
  const [path = "", second] = (change.path ?? "").split(".");
  const argument = second ?? metaText(change, "addedDirectiveArgumentName");
  const name = path.slice(1);
  const was = before.getDirective(name);
  if (!was || !isForOperations(was)) return undefined;
  const is = after.getDirective(name);
  if (type === "DIRECTIVE_REMOVED" || (is && type === "DIRECTIVE_LOCATION_REMOVED")) {
    return directiveRemoved(was, is ?? undefined);
  }
  return is && type.startsWith("DIRECTIVE_ARGUMENT_") ? directiveArgumentChanged(was, is, argument) : undefined;
}

function isForOperations(directive: GraphQLDirective): boolean {
  return directive.locations.some((location) => executableLocations.has(location));
}

function directiveRemoved(was: GraphQLDirective, is: GraphQLDirective | undefined): Verdict {
  const lost = was.locations.filter(
    (location) => executableLocations.has(location) && is?.locations.includes(location) !== true,
  );
  if (lost.length === 0) return undefined;
  const message = is
    ? `\`@${was.name}\` can no longer be written on ${lost.map((location) => `\`${location}\``).join(", ")}.`
    : `\`@${was.name}\` was removed, and operations may be written with it.`;
  return breaking("DIRECTIVE_REMOVED", `@${was.name}`, message);
}

function directiveArgumentChanged(was: GraphQLDirective, is: GraphQLDirective, name: string): Verdict {
  const old = was.args.find((argument) => argument.name === name);
  const current = is.args.find((argument) => argument.name === name);
  const coordinate = `@${was.name}(${name}:)`;
  const change = (what: string): Verdict =>
    breaking("DIRECTIVE_ARGUMENT_CHANGED", coordinate, `\`${coordinate}\` ${what}.`, { affects: [`@${was.name}`] });
  if (!current) return change("was removed");
  if (!old) return isRequiredArgument(current) ? change("is new and must be given") : "safe";
  if (!isSafeInArguments(old.type, current.type)) {
    return change(`was \`${String(old.type)}\` and is now \`${String(current.type)}\``);
  }
  return !isRequiredArgument(old) && isRequiredArgument(current) ? change("must now be given") : undefined;
}
