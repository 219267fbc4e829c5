import { composeServices, type ServiceDefinition } from "@theguild/federation-composition";
import type { Composer, ComposerResult } from "./compose.ts";

/**
 * The composer of `@theguild/federation-composition`. It recurses: about a hundred densely linked subgraphs overflow the
 * default stack, so cli/ runs it on a thread of its own.
 */
export const theguildComposer: Composer = async (services) => composeWithTheguild(services);

/** As `theguildComposer`, synchronously. */
export function composeWithTheguild(services: Parameters<Composer>[0]): ComposerResult {
  const result = composeServices(services.map((service): ServiceDefinition => ({ ...service })));
  if (result.supergraphSdl !== undefined) return { supergraphSdl: result.supergraphSdl, errors: [] };
  const errors = (result.errors ?? []).map(({ message, extensions }) => {
    const code = extensions["code"];
    return { message, ...(typeof code === "string" ? { code } : {}) };
  });
  return { errors };
}
