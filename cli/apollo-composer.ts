import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DocumentNode } from "graphql";
import type { Composer } from "../schema/compose.ts";
import { ToolError } from "./tool-error.ts";

/** The part of `@apollo/composition`'s public interface that is used here. */
interface ApolloComposition {
  composeServices(services: { name: string; url?: string; typeDefs: DocumentNode }[]): {
    readonly supergraphSdl?: string;
    readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
  };
}

/**
 * `composer: "apollo"`: the `@apollo/composition` that the user has installed beside the project. It is under the Elastic
 * License 2.0, which is theirs to accept, so it is never a dependency of this package.
 *
 * @param root  The project's folder, absolute: the package is looked up from there.
 * @throws ToolError when it is not installed.
 */
export function createApolloComposer(root: string): Composer {
  const file = resolvePackage(root);
  return async (services) => {
    const composition = await loadPackage(file);
    const { supergraphSdl, errors = [] } = composition.composeServices(services.map((service) => ({ ...service })));
    if (supergraphSdl !== undefined) return { supergraphSdl, errors: [] };
    return {
      errors: errors.map(({ message, extensions }) => {
        const code = extensions?.["code"];
        return { message, ...(typeof code === "string" ? { code } : {}) };
      }),
    };
  };
}

async function loadPackage(file: string): Promise<ApolloComposition> {
  const loaded: unknown = await import(pathToFileURL(file).href);
  if (hasComposeServices(loaded)) return loaded;
  throw new Error("the installed `@apollo/composition` exports no `composeServices`.");
}

function resolvePackage(root: string): string {
  try {
    return createRequire(join(root, "package.json")).resolve("@apollo/composition");
  } catch (error) {
    throw new ToolError(
      'The config says `composer: "apollo"`, but `@apollo/composition` is not installed. ' +
        "Install it with `npm install @apollo/composition` (Elastic License 2.0), or leave `composer` out.",
      { cause: error },
    );
  }
}

function hasComposeServices(loaded: unknown): loaded is ApolloComposition {
  return (
    typeof loaded === "object" &&
    loaded !== null &&
    "composeServices" in loaded &&
    typeof loaded.composeServices === "function"
  );
}
