import type { ListenOptions } from "../command-context.ts";
import type { Project } from "../project.ts";

/** Where the gateway listens: as the command line says, else the config. */
export function listeningAddress(
  { port, host }: ListenOptions,
  { gateway }: Project["config"],
): { readonly port: number; readonly host: string | undefined } {
  return { port: port ?? gateway?.port ?? 4000, host: host ?? gateway?.host };
}
