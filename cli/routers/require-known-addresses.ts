import { didYouMean } from "../../schema/did-you-mean.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import { shownPath, type Project } from "../project.ts";
import { ToolError } from "../tool-error.ts";

/** @throws ToolError for an address in `routers.urls` of a subgraph that there is not, or that is served elsewhere. */
export function requireKnownAddresses(project: Project): void {
  const { config, configFile, subgraphs, locate } = project;
  const served = subgraphs.filter(({ kind }) => kind !== "remote").map(({ name }) => name);
  const diagnostics = Object.keys(config.routers?.urls ?? {})
    .filter((name) => !served.includes(name))
    .map((name): Diagnostic => {
      const location = locate(["routers", "urls", name], "key");
      const file = location || configFile === undefined ? "" : `${shownPath(project, configFile)}: `;
      const isRemote = subgraphs.some((each) => each.name === name);
      return {
        code: "CONFIG_UNKNOWN_KEY",
        severity: "error",
        message: `${file}\`routers.urls.${name}\` is for no subgraph that \`restuary subgraph\` serves.`,
        locations: location ? [location] : [],
        fix: isRemote
          ? `Its address is \`subgraphs.${name}.url\`.`
          : (didYouMean(name, served) ?? `There are: ${served.map((each) => `\`${each}\``).join(", ")}.`),
      };
    });
  if (diagnostics.length > 0)
    throw new ToolError("The config has addresses for subgraphs that `restuary subgraph` does not serve.", {
      diagnostics,
    });
}
