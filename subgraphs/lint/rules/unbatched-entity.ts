import type { LintFinding } from "../../../schema/lint/rule.ts";
import { locateConnectors, type ConnectorPlace } from "../../connect/connector-places.ts";
import { indexTypes } from "../../connect/type-index.ts";
import { findLookups, type EntityLookups } from "../entity-lookups.ts";
import { findListReferences } from "../list-references.ts";
import type { LintedSource, SourceRule } from "../rule.ts";

/** N+1 as a property of the graph, whatever operations there are: one call for each item of those lists. */
export const unbatchedEntity: SourceRule = {
  code: "UNBATCHED_ENTITY",
  severity: "warning",
  find: (subgraphs) => {
    const read = subgraphs.map((subgraph) => {
      const types = indexTypes(subgraph.document);
      return { subgraph, lookups: findLookups(subgraph, types), references: findListReferences(subgraph, types) };
    });
    return read.flatMap(({ subgraph, lookups }) => {
      const single = lookups.filter(({ isBatched }) => !isBatched);
      if (single.length === 0) return [];
      const places = placesIn(subgraph);
      return single.flatMap((entity): LintFinding[] => {
        const lists = read
          .flatMap(({ references }) => references.get(entity.typeName) ?? [])
          .filter(({ fields }) => fields?.every((name) => entity.keys.has(name) || name === "__typename") ?? true)
          .map(({ list }) => list);
        return lists.length === 0 ? [] : [describe(subgraph, entity, places, [...new Set(lists)])];
      });
    });
  },
};

function placesIn({ model, document, file }: LintedSource): ReadonlyMap<string, ConnectorPlace> {
  return model ? locateConnectors([{ model, document, file }]) : new Map();
}

function describe(
  { name }: LintedSource,
  { typeName, connectors }: EntityLookups,
  places: ReadonlyMap<string, ConnectorPlace>,
  lists: readonly string[],
): LintFinding {
  const [first] = connectors;
  const place = first && places.get(first.coordinate);
  const shown = lists.slice(0, 3).map((list) => `\`${list}\``);
  const more = lists.length > shown.length ? ` and ${lists.length - shown.length} more` : "";
  const refer = lists.length === 1 ? "refers" : "refer";
  return {
    subgraph: name,
    coordinate: typeName,
    message: `\`${typeName}\` can only be looked up one by one in \`${name}\`, and ${shown.join(", ")}${more} ${refer} to it in a list: one call for each item.`,
    locations: place ? [place.location] : [],
    fix: `Add a batch connector to \`${typeName}\`: one that reads \`$batch\`.`,
  };
}
