import { z } from "zod";

/** Files in PEM. */
export const tls: z.ZodType = z
  .strictObject({
    ca: z.string().min(1).optional().describe("File of authorities to trust in place of the system's."),
    cert: z.string().min(1).optional().describe("File of the client's certificate (mutual TLS)."),
    key: z.string().min(1).optional().describe("File of its key."),
    passphrase: z.string().optional().describe("Of the key. `{$env.NAME}` in it is read from the environment."),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), "`cert` and `key` go together.");
