import type { RestTransport } from "../../../../subgraphs/rest/transport.ts";
import { Secrets } from "../../../../subgraphs/secrets.ts";

/** A text as it may be logged. */
export function redact(transport: RestTransport, text: string): string {
  return new Secrets(transport.secrets?.()).redactText(text);
}
