/**
 * Calls one connector for real, once, and holds the answer against its mapping and its types. Only GET: a probe must be
 * safe (RFC 9110, section 9.2.1).
 */
import {
  coerceInputValue,
  GraphQLError,
  GraphQLList,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLOutputType,
} from "graphql";
import type { Finding } from "../../schema/checks/finding.ts";
import type { SourceRange } from "../../schema/diagnostic.ts";
import { rangeInString, rangeOf } from "../../schema/source-text.ts";
import { compileConnector, type OwnVariables } from "../connect/connector-call.ts";
import type { Connector, SourceSettings } from "../connect/connector.ts";
import { connectorCoordinate, elementCoordinate } from "../connect/coordinate.ts";
import { readExecutableSchema } from "../connect/executable-schema.ts";
import { readConnectLink } from "../connect/link.ts";
import { readDirectives, type ConnectUse } from "../connect/read-directives.ts";
import type { DeclaredSource } from "../connect/connector-places.ts";
import type { Problem } from "../mapping/mapping.ts";
import type { ConnectorCallReport, MappingProblemReport, OperationContext } from "../operation-context.ts";
import { decodeBody } from "../rest/decode-body.ts";
import type { RestOperation } from "../rest/operation.ts";
import { checkAnswer, type AnswerFault } from "./check-answer.ts";
import { keySpan } from "./key-span.ts";

/** What a probe gives to a connector. */
export interface ProbeValues {
  readonly args?: Readonly<Record<string, unknown>>;
  readonly this?: Readonly<Record<string, unknown>>;
  readonly batch?: readonly Readonly<Record<string, unknown>>[];
  /** The client's headers: lower-case names. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
}

export interface ProbeInput {
  readonly subgraph: DeclaredSource;
  readonly connector: Connector;
  readonly values: ProbeValues;
  readonly settings: SourceSettings;
  readonly env: Readonly<Record<string, string>>;
  readonly rest: RestOperation;
  /** Where the probe is written. */
  readonly location: SourceRange | undefined;
}

/** @returns Findings of `probeCodes`. Never rejects for what a service does. */
export async function probeConnector(input: ProbeInput): Promise<Finding[]> {
  const { connector, settings, env } = input;
  const { coordinate, http } = connector;
  if (!http) return [refused(input, "PROBE_INVALID", `\`${coordinate}\` makes no call that could be probed.`)];
  if (http.method !== "GET") {
    return [
      refused(
        input,
        "PROBE_UNSAFE",
        `\`${coordinate}\` sends ${http.method}, and probes only send GET: it is not called.`,
      ),
    ];
  }
  const target = targetOf(input);
  const { own, faults } = ownVariables(input, target);
  if (faults.length > 0) return faults.map((fault) => refused(input, "PROBE_INVALID", `\`${coordinate}\`: ${fault}`));

  const problems: MappingProblemReport[] = [];
  let call: ConnectorCallReport | undefined;
  const operation: OperationContext = {
    requestHeaders: input.values.headers ?? {},
    context: {},
    rest: input.rest,
    onProblem: (problem) => problems.push(problem),
    onConnectorCall: (report) => (call = report),
  };
  const compiled = compileConnector(connector, { settings, env, production: false });
  const prepared = compiled.prepare(own, operation);
  if (prepared.kind === "value")
    return [refused(input, "PROBE_INVALID", `\`${coordinate}\`: a value that its request needs is null.`)];
  if (prepared.kind === "error")
    return [refused(input, "PROBE_INVALID", `\`${coordinate}\`: ${prepared.error.message}`)];
  const outcome = await compiled.send(prepared, connector.selection, operation);

  if (outcome.kind === "error") return [failed(input, target, call)];
  const answer = {
    type: target.type,
    coordinate: elementCoordinate(connector.element),
    schema: target.schema,
    entities: target.entities,
  };
  return [
    ...problems.filter(({ location }) => location !== "Selection").map((problem) => otherProblem(target, problem)),
    ...selectionProblems(connector, call).map((problem) => selectionProblem(target, connector, problem)),
    ...checkAnswer(outcome.value, connector.selection.output, answer).map((fault) =>
      faultFinding(target, connector, fault),
    ),
  ];
}

/** What the connector is, and has to yield, and where it is written. */
interface ProbeTarget {
  readonly use: ConnectUse | undefined;
  readonly file: string;
  readonly location: SourceRange | undefined;
  readonly schema: ReturnType<typeof readExecutableSchema>["types"];
  readonly entities: ReadonlySet<string>;
  readonly type: GraphQLOutputType;
  readonly field: GraphQLField<unknown, unknown> | undefined;
}

function targetOf({ subgraph: { document, file, model }, connector }: ProbeInput): ProbeTarget {
  const { link } = readConnectLink(document, file);
  const uses = link ? readDirectives(document, link).connects : [];
  const use = uses.find((each) => connectorCoordinate(model.subgraph, each) === connector.coordinate);
  const { types, keys } = readExecutableSchema(document);
  const owner = types.getType(connector.element.typeName);
  if (!isObjectType(owner)) throw new Error(`\`${connector.coordinate}\` is on no object type.`);
  const field = connector.element.kind === "field" ? owner.getFields()[connector.element.fieldName] : undefined;
  return {
    use,
    file,
    location: use && rangeOf(use.directive, file),
    schema: types,
    entities: new Set(keys.keys()),
    field,
    type: field?.type ?? (connector.resolver === "typeBatch" ? new GraphQLList(owner) : owner),
  };
}

function ownVariables(
  { connector, values }: ProbeInput,
  { field }: ProbeTarget,
): { readonly own: OwnVariables; readonly faults: readonly string[] } {
  const faults: string[] = [];
  const args: Record<string, unknown> = {};
  const given = values.args ?? {};
  for (const { name, type, defaultValue } of field?.args ?? []) {
    const value = Object.hasOwn(given, name) ? given[name] : defaultValue;
    if (value === undefined && !isNonNullType(type)) continue;
    try {
      args[name] = coerceInputValue(value, type, (_path, _invalid, error) => {
        throw error;
      });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      faults.push(`the argument \`${name}\` is of type \`${String(type)}\`. ${error.message}`);
    }
  }
  const known = new Set(field?.args.map(({ name }) => name));
  for (const name of Object.keys(given)) if (!known.has(name)) faults.push(`there is no argument \`${name}\`.`);

  const isBatch = connector.resolver === "typeBatch";
  if (isBatch && !values.batch?.length) faults.push("it takes a batch, which `batch` has to give.");
  if ((connector.resolver === "typeSingle" || connector.resolver === "implicit") && !values.this) {
    faults.push("it is called for an object, which `this` has to give.");
  }
  return {
    own: {
      ...(field && { $args: args }),
      ...(values.this !== undefined && { $this: values.this }),
      ...(isBatch && values.batch && { $batch: values.batch }),
    },
    faults,
  };
}

function refused(
  { connector, location }: ProbeInput,
  code: "PROBE_INVALID" | "PROBE_UNSAFE",
  message: string,
): Finding {
  return {
    check: "probe",
    code,
    severity: "error",
    message,
    locations: location ? [location] : [],
    subject: connector.coordinate,
  };
}

function failed(input: ProbeInput, { location }: ProbeTarget, call: ConnectorCallReport | undefined): Finding {
  const { coordinate, element, http } = input.connector;
  const status = call?.response?.status;
  const error = call?.outcome.kind === "error" ? call.outcome.error.message : "";
  // The URL's values may be secrets; its template is in the SDL.
  const asked = `\`GET ${http?.url.source ?? ""}\` (\`${coordinate}\`)`;
  const what =
    status === undefined
      ? `got no answer: ${error}`
      : isOk(status)
        ? `failed: ${error}`
        : `was answered with status ${status}.`;
  return {
    check: "probe",
    code: "PROBE_FAILED",
    severity: "error",
    message: `${asked} ${what}`,
    locations: location ? [location] : [],
    coordinate: elementCoordinate(element),
    subject: coordinate,
  };
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The problems of the selection again, this time with their places in it. */
function selectionProblems(connector: Connector, call: ConnectorCallReport | undefined): readonly Problem[] {
  if (!call?.response) return [];
  const { headers, status } = call.response;
  const body = decodeBody(call.response);
  if (body.kind !== "json" && body.kind !== "text") return [];
  const problems: Problem[] = [];
  connector.selection.evaluate(body.value, { ...call.variables, $response: { headers }, $status: status }, problems);
  return problems;
}

function selectionProblem(target: ProbeTarget, connector: Connector, problem: Problem): Finding {
  const { message, path, count, start, end } = problem;
  return {
    check: "probe",
    code: "PROBE_MAPPING_PROBLEM",
    severity: "warning",
    message: `\`${connector.coordinate}\`: ${message}${times(count)}`,
    locations: inSelection(target, connector, { start, end }),
    coordinate: elementCoordinate(connector.element),
    subject: `${connector.coordinate} ${path}`,
  };
}

function otherProblem(
  { location: place, use }: ProbeTarget,
  { coordinate, location, message, count }: MappingProblemReport,
): Finding {
  return {
    check: "probe",
    code: "PROBE_MAPPING_PROBLEM",
    severity: "warning",
    message: `\`${coordinate}\`, ${location}: ${message}${times(count)}`,
    locations: place ? [place] : [],
    ...(use ? { coordinate: elementCoordinate(use.element) } : {}),
    subject: `${coordinate} ${location}`,
  };
}

const codes = { null: "PROBE_NULL", type: "PROBE_TYPE", enum: "PROBE_ENUM_VALUE" } as const;

function faultFinding(
  target: ProbeTarget,
  connector: Connector,
  { kind, coordinate, path, message, count }: AnswerFault,
): Finding {
  return {
    check: "probe",
    code: codes[kind],
    severity: "error",
    message: `\`${coordinate}\` ${message}${times(count)}.`,
    locations: inSelection(target, connector, keySpan(connector.selection.ast, path)),
    coordinate,
    subject: `${connector.coordinate} ${path.join(".")}`,
  };
}

function times(count: number): string {
  return count === 1 ? "" : ` (${count} times in this answer)`;
}

/** In the selection as it is written; a mapping that was made up of others has its places elsewhere. */
function inSelection(
  { use, file, location }: ProbeTarget,
  { selection }: Connector,
  span: { readonly start: number; readonly end: number } | undefined,
): readonly SourceRange[] {
  const node = use?.selection;
  if (node && span && node.value === selection.source) return [rangeInString(node, span.start, span.end, file)];
  return node ? [rangeOf(node, file)] : location ? [location] : [];
}
