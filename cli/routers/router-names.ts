import { didYouMean } from "../../schema/did-you-mean.ts";
import { ToolError } from "../tool-error.ts";

/** What `compose --for` writes files for. */
export const routerNames = ["apollo-router", "apollo-connectors", "hive-router", "cosmo"] as const;

export type RouterName = (typeof routerNames)[number];

/**
 * `--for`, as often as it is given, each with one name or several with commas between.
 *
 * @returns Each once, in the order of `routerNames`.
 * @throws ToolError for a name that is none of them.
 */
export function readRouterNames(values: readonly string[]): readonly RouterName[] {
  const asked = new Set(values.flatMap((value) => value.split(",")).map((value) => value.trim()));
  for (const name of asked) {
    if (routerNames.some((each) => each === name)) continue;
    const all = routerNames.map((each) => `\`${each}\``).join(", ");
    throw new ToolError(
      `\`--for ${name}\` is no router that files can be written for. ${didYouMean(name, routerNames) ?? `There are: ${all}.`}`,
    );
  }
  return routerNames.filter((name) => asked.has(name));
}
