/**
 * Two versions of a graph in, what the second breaks for clients of the first out.
 *
 *     type User { email: String }   ->   type User { id: ID }      FIELD_REMOVED `User.email`
 *
 * The API schemas are compared, never the subgraphs or the supergraphs: to a client a field that moved is where it was,
 * and one that became `@inaccessible` is gone. What clients do not see and yet feel (authorization, cost, entity keys)
 * is compared in the supergraphs, where both are known.
 */
import { isEnumType, isInterfaceType, isObjectType, type GraphQLSchema } from "graphql";
import { indexCoordinates } from "../locate-coordinate.ts";
import { classifyChange } from "./classify-change.ts";
import type { Comparison } from "./comparison.ts";
import { compareDirectives } from "./compare-directives.ts";
import { compareHeaders } from "./compare-headers.ts";
import { compareInputs } from "./compare-inputs.ts";
import { compareKeys } from "./compare-keys.ts";
import { compareLookups } from "./compare-lookups.ts";
import type { Finding } from "./finding.ts";
import { createPlaces, type PlacedGraph, type Places } from "./graph-places.ts";
import { findRenames } from "./renamed-types.ts";
import type { SchemaChange } from "./schema-change.ts";
import { reachTypes } from "./schema-reach.ts";

/** One version of the graph. */
export interface ComparedGraph extends PlacedGraph {
  /** What clients see. */
  readonly schema: GraphQLSchema;
}

export interface SchemaComparison {
  /** Codes of `schema-change-codes.ts`. */
  readonly findings: readonly Finding[];
  /** How many changes were found that break nobody. Descriptions and the order of things are no changes. */
  readonly safe: number;
}

/** @param options.contract  Name of the contract whose schemas these are, for the findings to say. */
export async function compareSchemas(
  before: ComparedGraph,
  after: ComparedGraph,
  options: { readonly contract?: string } = {},
): Promise<SchemaComparison> {
  const { changes, safe } = await findChanges(before, after, options.contract);
  const places = createPlaces(after, before);
  const blamed = changes.map((change) => blameComposition(change, places));
  const findings = foldImplementers(blamed, before.schema).map((entry) => toFinding(entry, places, options.contract));
  return { findings, safe };
}

/** What a subgraph still has, and yet is gone, went because another subgraph does not have it. */
function blameComposition(change: SchemaChange, places: Places): SchemaChange {
  const { code, coordinate, directive } = change;
  const isRemoved = code === "ARGUMENT_REMOVED" || code === "INPUT_FIELD_REMOVED" || code === "ENUM_VALUE_REMOVED";
  const lacking = isRemoved && directive === undefined ? places.findLacking(coordinate) : [];
  const [graph] = lacking;
  if (graph === undefined) return code.endsWith("_REMOVED") ? blameGone(change, places) : change;
  const names = nameAll(lacking);
  return {
    ...change,
    graph,
    place: coordinate.replace(/(?:\(.*|\.\w+)$/, ""),
    message: `\`${coordinate}\` is no longer in the graph, as ${names} ${lacking.length === 1 ? "does" : "do"} not have it.`,
    fix: "Add it there too.",
  };
}

/** What went with its subgraph: else a whole list of removals would not say that they are one. */
function blameGone(change: SchemaChange, places: Places): SchemaChange {
  const gone = places.findGone(change.coordinate);
  if (gone.length === 0) return change;
  const message = `${change.message} ${gone.length === 1 ? "Subgraph" : "Subgraphs"} ${nameAll(gone)} had it, and ${gone.length === 1 ? "is" : "are"} no longer in the graph.`;
  return { ...change, message };
}

function nameAll(graphs: readonly string[]): string {
  return graphs.map((name) => `\`${name}\``).join(" and ");
}

function toFinding({ change, folded }: Folded, places: Places, contract: string | undefined): Finding {
  const { code, severity, coordinate, message, fix, subject, affects } = change;
  const all = [change, ...folded];
  const subjects = [subject, contract && `contract ${contract}`].filter((part) => part !== undefined);
  return {
    check: "schema",
    code,
    severity,
    message: `${contract === undefined ? "" : `Contract \`${contract}\`: `}${message}${foldedNote(folded)}`,
    locations: all.flatMap((one) => places.locate(one.place ?? one.coordinate, one)),
    ...(coordinate === "" ? {} : { coordinate }),
    ...(fix === undefined ? {} : { fix }),
    ...(subjects.length === 0 ? {} : { subject: subjects.join(" ") }),
    ...(affects === undefined && folded.length === 0
      ? {}
      : { affects: all.flatMap((one) => one.affects ?? [one.coordinate]) }),
  };
}

async function findChanges(
  before: ComparedGraph,
  after: ComparedGraph,
  contract: string | undefined,
): Promise<{ changes: SchemaChange[]; safe: number }> {
  const changes: SchemaChange[] = [];
  let safe = 0;
  if (!isSameApi(before, after)) {
    // Loaded only here: whoever composes or serves does not pay for it.
    const { diff } = await import("@graphql-inspector/core");
    const comparison: Comparison = {
      before: before.schema,
      after: after.schema,
      reach: reachTypes(before.schema),
      renames: findRenames(before.schema, after.schema),
      hiddenBy: hiddenIn(after, contract),
    };
    for (const change of await diff(before.schema, after.schema)) {
      const verdict = classifyChange(change, comparison);
      if (verdict === "safe") safe++;
      else if (verdict) changes.push(verdict);
    }
    const inputs = compareInputs(comparison);
    changes.push(...inputs.changes);
    safe += inputs.safe;
  }
  if (before.supergraph && after.supergraph && before.supergraph.id !== after.supergraph.id) {
    const [was, is] = [before.supergraph.document, after.supergraph.document];
    const isKept = (coordinate: string): boolean =>
      [before, after].every(({ schema }) => hasElement(schema, coordinate));
    const keys = compareKeys(was, is);
    const isReported = (typeName: string, graph: string): boolean =>
      keys.some((change) => change.coordinate === typeName && change.graph === graph);
    changes.push(
      ...compareDirectives(was, is, isKept),
      ...keys,
      ...compareLookups(was, is, isReported),
      ...compareHeaders(was, is),
    );
  }
  return { changes, safe };
}

/** Told by what was printed before. To print a schema for it would take longer than to compare it. */
function isSameApi(before: ComparedGraph, after: ComparedGraph): boolean {
  const [was, is] = [before, after].map(({ schema, supergraph }) =>
    supergraph?.publicSchema === schema ? supergraph.publicSdl : undefined,
  );
  return was !== undefined && was === is;
}

/** What the API schema lacks and the supergraph has is hidden, by `@inaccessible` or by the tags of a contract. */
function hiddenIn({ supergraph }: ComparedGraph, contract: string | undefined): Comparison["hiddenBy"] {
  if (!supergraph) return () => undefined;
  let index: ReturnType<typeof indexCoordinates> | undefined;
  return (coordinate) => {
    index ??= indexCoordinates(supergraph.document);
    if (!index.has(coordinate)) return undefined;
    return contract === undefined ? "inaccessible" : "tag";
  };
}

function hasElement(schema: GraphQLSchema, coordinate: string): boolean {
  const [, typeName = "", member, argument] = /^(\w+)(?:\.(\w+))?(?:\((\w+):\))?/.exec(coordinate) ?? [];
  const type = schema.getType(typeName);
  if (!type || member === undefined) return type !== undefined;
  if (isEnumType(type)) return type.getValue(member) !== undefined;
  if (!("getFields" in type)) return false;
  const field = type.getFields()[member];
  if (!field || argument === undefined) return field !== undefined;
  return "args" in field && field.args.some(({ name }) => name === argument);
}

interface Folded {
  readonly change: SchemaChange;
  /** Of types that implement the interface. */
  readonly folded: SchemaChange[];
}

/**
 * What an interface's field undergoes, the fields of its types must undergo: one change, found in many places.
 */
function foldImplementers(changes: readonly SchemaChange[], schema: GraphQLSchema): Folded[] {
  const entries = changes.map((change): Folded => ({ change, folded: [] }));
  const byKey = new Map(entries.map((entry) => [keyOf(entry.change, entry.change.coordinate), entry]));
  return entries.filter(({ change }) => {
    const [, typeName = "", rest] = /^(\w+)(\..+)$/.exec(change.coordinate) ?? [];
    const type = schema.getType(typeName);
    if (rest === undefined || (!isObjectType(type) && !isInterfaceType(type))) return true;
    for (const wider of type.getInterfaces()) {
      const entry = byKey.get(keyOf(change, `${wider.name}${rest}`));
      // An interface of an interface: the widest takes all, and is never itself taken by what it took.
      if (!entry || wider.getInterfaces().some(({ name }) => byKey.has(keyOf(change, `${name}${rest}`)))) continue;
      entry.folded.push(change);
      return false;
    }
    return true;
  });
}

function keyOf({ code, severity, subject = "" }: SchemaChange, coordinate: string): string {
  return `${code} ${severity} ${subject} ${coordinate}`;
}

function foldedNote(folded: readonly SchemaChange[]): string {
  if (folded.length === 0) return "";
  const names = folded.map(({ coordinate }) => `\`${coordinate}\``);
  return ` So it is with ${names.join(", ")}.`;
}
