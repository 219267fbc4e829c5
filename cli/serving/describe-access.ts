import { readAccessRules, type AccessRule } from "../../schema/access-rules.ts";
import type { Supergraph } from "../../schema/read-supergraph.ts";
import type { ClientAuthConfig } from "../config/client-auth-config.ts";
import type { InNumbers } from "../config/units.ts";

/** @returns Sentences about rules of the graph that nobody can fulfil, as the config is. */
export function describeAccess(
  { document }: Pick<Supergraph, "document">,
  auth: InNumbers<ClientAuthConfig> | undefined,
): readonly string[] {
  const { types, fields } = readAccessRules(document);
  const rules = [...types, ...fields];
  const without = (isMeant: (rule: AccessRule) => boolean, what: string): readonly string[] => {
    const [first, ...others] = rules.filter(([, rule]) => isMeant(rule)).map(([place]) => `\`${place}\``);
    if (first === undefined) return [];
    const more = others.length > 0 ? `, and ${others.length} more` : "";
    return [`Nobody may see ${first}${more}: the config ${what}.`];
  };
  return [
    ...(auth?.jwt
      ? []
      : without(
          ({ authenticated, scopes }) => authenticated || scopes !== undefined,
          "names no issuer of tokens (`auth.jwt`)",
        )),
    ...(auth?.policies
      ? []
      : without(({ policies }) => policies !== undefined, "has no function for policies (`auth.policies`)")),
  ];
}
