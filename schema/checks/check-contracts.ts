/** Each contract of a graph, checked as a graph of its own: that it holds together, what it breaks, for whom. */
import type { GraphQLSchema } from "graphql";
import { shapeContract, type ContractSource } from "../contracts/build-contract.ts";
import type { ContractFilter } from "../contracts/contract-filter.ts";
import { checkOperations } from "./check-operations.ts";
import type { ClientOperation } from "./client-operations.ts";
import { compareSchemas } from "./compare-schemas.ts";
import type { Finding } from "./finding.ts";

export interface CheckContractsInput {
  readonly contracts: Readonly<Record<string, ContractFilter>>;
  /** The baseline. Without one contracts are only held together. */
  readonly before?: ContractSource;
  readonly after: ContractSource;
  readonly operations: readonly ClientOperation[];
  /** What was found of the whole graph: a contract does not say it again. */
  readonly known: readonly Finding[];
}

/** @returns Findings that name their contract. An operation counts for the contracts that it was valid in before. */
export async function checkContracts(
  input: CheckContractsInput,
): Promise<{ readonly findings: readonly Finding[]; readonly safe: number }> {
  const known = new Set(input.known.map((finding) => keyOf(finding)));
  const findings: Finding[] = [];
  let safe = 0;
  for (const [name, filter] of Object.entries(input.contracts)) {
    const { schema, findings: faults } = shapeContract(name, filter, input.after);
    findings.push(...faults);
    const before = input.before && shapeContract(name, filter, input.before).schema;
    if (!schema || !before) continue;
    // What supergraphs show beside is the same in both, and known: it is kept for where things are written.
    const compared = await compareSchemas(
      { ...input.before, schema: before },
      { ...input.after, schema },
      { contract: name },
    );
    safe += compared.safe;
    if (compared.safe === 0 && compared.findings.length === 0) continue;
    const found = [...compared.findings, ...checkClients(name, before, schema, input)];
    findings.push(...found.filter((finding) => !known.has(keyOf(finding, name))));
  }
  return { findings, safe };
}

/** Nobody says which clients use which contract: those whose operations it took. */
function checkClients(
  name: string,
  before: GraphQLSchema,
  after: GraphQLSchema,
  { operations }: CheckContractsInput,
): Finding[] {
  const strangers = new Set(
    checkOperations(before, operations).flatMap((finding) => finding.operations?.map(placeKey) ?? []),
  );
  const clients = operations.filter((operation) => !strangers.has(placeKey(operation)));
  return checkOperations(after, clients).map((finding) => ({
    ...finding,
    message: `Contract \`${name}\`: ${finding.message}`,
    subject: [finding.subject, `contract ${name}`].filter((part) => part !== undefined).join(" "),
  }));
}

function placeKey({ name, location }: Pick<ClientOperation, "name" | "location">): string {
  return [name, location.file, location.line, location.column].join(" ");
}

/** The same finding of the graph and of a contract. */
function keyOf({ code, coordinate = "", subject = "" }: Finding, contract?: string): string {
  const own = contract === undefined ? subject : subject.replace(new RegExp(`(?:^| )contract ${contract}$`), "");
  return [code, coordinate, own].join("\n");
}
