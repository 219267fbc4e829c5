import { expect } from "@jest/globals";
import { buildSchema } from "graphql";
import { compareSchemas } from "../../../schema/checks/compare-schemas.ts";
import { parseDocument } from "../support.ts";
import { showFinding } from "./show-finding.ts";

export interface LabelledChange {
  /** As in "judges a change that ...". */
  readonly change: string;
  readonly before: string;
  readonly after: string;
  /** All that is found. */
  readonly found: readonly string[];
  /** The number of changes that break nobody. */
  readonly safe: number;
}

/** Compares two versions of an API schema, which are those of the one subgraph `main` as well. */
export async function judgeChange({ before, after, found, safe }: LabelledChange): Promise<void> {
  const compared = await compareSchemas(
    { schema: buildSchema(before) },
    { schema: buildSchema(after), subgraphs: [{ name: "main", typeDefs: parseDocument(after, "main.graphql") }] },
  );
  expect({ found: compared.findings.map(showFinding), safe: compared.safe }).toEqual({ found, safe });
}
