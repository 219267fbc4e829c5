import { composeServices, type ServiceDefinition } from "@theguild/federation-composition";
import { checkInterfaceObjects } from "./check-interface-objects.ts";
import type { Composer, ComposerResult } from "./compose.ts";
import { flattenRequires } from "./flatten-requires.ts";
import { mendFieldTypes } from "./mend-field-types.ts";
import { printSupergraph } from "./print-supergraph.ts";

/**
 * The composer of `@theguild/federation-composition`, with its known faults mended before and after. It recurses: a
 * hundred densely linked subgraphs overflow the default stack, so cli/ runs it on a thread of its own.
 */
export const theguildComposer: Composer = async (services) => composeWithTheguild(services);

/** As `theguildComposer`, synchronously. */
export function composeWithTheguild(services: Parameters<Composer>[0]): ComposerResult {
  const misuse = checkInterfaceObjects(services);
  if (misuse.length > 0) return { errors: misuse };

  const given = services.map((service): ServiceDefinition => {
    return { ...service, typeDefs: flattenRequires(service.typeDefs) };
  });
  const result = composeServices(given);
  if (result.supergraphSdl !== undefined) {
    const { supergraphDocumentNode: document } = result;
    const mended = mendFieldTypes(document, given);
    return { supergraphSdl: mended === document ? result.supergraphSdl : printSupergraph(mended), errors: [] };
  }
  const errors = (result.errors ?? []).map(({ message, extensions }) => {
    const code = extensions["code"];
    return { message, ...(typeof code === "string" ? { code } : {}) };
  });
  return { errors };
}
