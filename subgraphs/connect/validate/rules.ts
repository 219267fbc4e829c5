import type { Diagnostic } from "../../../schema/diagnostic.ts";
import { abstractTypes } from "./abstract-types.ts";
import { batchAndThis } from "./batch-and-this.ts";
import { connectIds } from "./connect-ids.ts";
import { connectOnRoot } from "./connect-on-root.ts";
import { directiveArguments } from "./directive-arguments.ts";
import { entities } from "./entities.ts";
import { federationDirectives } from "./federation-directives.ts";
import { graphqlSchema } from "./graphql-schema.ts";
import { headers } from "./headers.ts";
import { httpMethod } from "./http-method.ts";
import { connectMappings, sourceMappings } from "./mappings.ts";
import { misplaced } from "./misplaced.ts";
import { mappings } from "../../rest-directives/validate-mappings.ts";
import { requests, restVersion } from "../../rest-directives/validate-requests.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { schemaTypes } from "./schema-types.ts";
import { selectionPresent } from "./selection-present.ts";
import { sourceImport } from "./source-import.ts";
import { sourceNames } from "./source-names.ts";
import { sourceReference } from "./source-reference.ts";
import { subscription } from "./subscription.ts";
import { connectUrls, sourceUrls } from "./urls.ts";

/** What keeps a connector from being built at all. */
export const structureRules: readonly Rule[] = [directiveArguments, sourceReference, httpMethod, selectionPresent];

/** What a subgraph with connectors cannot have; it says nothing of the connectors. */
export const documentRules: readonly Rule[] = [sourceImport, subscription, federationDirectives, abstractTypes];

/** Each source and each connector by itself. */
export const connectorRules: readonly Rule[] = [
  schemaTypes,
  graphqlSchema,
  misplaced,
  directiveArguments,
  sourceNames,
  sourceUrls,
  sourceMappings,
  connectOnRoot,
  sourceReference,
  connectIds,
  httpMethod,
  connectUrls,
  headers,
  entities,
  batchAndThis,
  selectionPresent,
  connectMappings,
  restVersion,
  requests,
  mappings,
];

export function runRules(rules: readonly Rule[], context: RuleContext): Diagnostic[] {
  return rules.flatMap((rule) => [...rule(context)]);
}
