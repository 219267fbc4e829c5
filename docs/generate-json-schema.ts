/**
 * Prints the JSON Schema of a file that people write, for editors (`config`, `connector-test`), or read (`check-report`). `npm run
 * docs:schemas` writes them to `schemas/`, which the package publishes.
 */
import { z } from "zod";
import { reportSchema } from "../cli/checks/reports/report-schema.ts";
import { configSchema } from "../cli/config/config-schema.ts";
import { suiteSchema } from "../subgraphs/connector-tests/suite-schema.ts";

const schemas: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  config: { title: "restuary.config.json, restuary.config.yaml", schema: configSchema },
  "check-report": { title: "Report of `restuary check --format json`", schema: reportSchema },
  "connector-test": { title: "Connector tests, *.connector.yaml", schema: suiteSchema },
};

const chosen = schemas[process.argv[2] ?? ""];
if (!chosen) throw new Error(`Name one of: ${Object.keys(schemas).join(", ")}.`);
const { $schema, ...schema } = z.toJSONSchema(chosen.schema, {
  target: "draft-07",
  io: "input",
  unrepresentable: "any",
  override: ({ zodSchema, jsonSchema }) => {
    if (zodSchema._zod.def.type === "bigint") jsonSchema.type = "integer";
    // zod's `.readonly()` speaks of the value that is read; in JSON Schema it would forbid to write one.
    delete jsonSchema.readOnly;
    if (!(zodSchema instanceof z.ZodObject)) return;
    for (const [name, property] of Object.entries(zodSchema.shape)) {
      // A function cannot be written in a file of data.
      const inner = property instanceof z.ZodOptional ? property.unwrap() : property;
      if (inner instanceof z.ZodCustom) delete jsonSchema.properties?.[name];
    }
  },
});
process.stdout.write(`${JSON.stringify({ $schema, title: chosen.title, ...schema }, null, 2)}\n`);
