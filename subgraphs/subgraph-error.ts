import type { SubgraphError } from "./subgraph.ts";

/** A `SubgraphError` that keeps what was thrown where no serializer looks. */
export function createSubgraphError(error: {
  message: string;
  path?: readonly (string | number)[] | undefined;
  extensions?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}): SubgraphError {
  const { message, path, extensions, cause } = error;
  const created = { message, ...(path && { path }), ...(extensions && { extensions }) };
  return Object.defineProperty(created, "cause", { value: cause, enumerable: false });
}
