/** Parameters: those that a connector sends and the operation does not take, and those that it asks for in vain. */
import { suggestionList } from "graphql/jsutils/suggestionList.js";
import { isObject, objectAt, textAt } from "../openapi/json.ts";
import type { Parameter } from "../openapi/operation.ts";
import { queryPairs } from "./path-index.ts";
import { say, type RequestContext, type ValueContext } from "./request-context.ts";
import { checkSentValue } from "./sent-value-rules.ts";
import { givenIn, isSure, type Sent, type SentRequest } from "./sent.ts";
import { bothOf, type Pair } from "./value.ts";

export function checkParameters(request: SentRequest, context: RequestContext): void {
  const { operations } = context;
  const before = new ParameterSet(operations.before.parameters, context);
  const after = new ParameterSet(operations.after.parameters, context);
  for (const parameter of operations.after.parameters) checkRequired(parameter, before, request, context);
  for (const sent of request.parameters) {
    if (sent.in === "path") continue;
    checkSent(sent, { before, after }, context);
  }
}

/** Parameters by place and name, with the names that an object's properties have in a query. */
class ParameterSet {
  readonly #byName = new Map<string, Parameter>();
  readonly #inside = new Map<string, Parameter>();

  constructor(parameters: readonly Parameter[], { schemas }: RequestContext) {
    for (const parameter of parameters) {
      this.#byName.set(keyOf(parameter.in, parameter.name), parameter);
      if (parameter.in !== "query" || parameter.style !== "form") continue;
      // OpenAPI 3.1, section 4.8.12: exploded, an object's properties stand for themselves.
      for (const name of schemas.after.propertyNames(schemas.after.read(parameter.schema))) {
        this.#inside.set(name, parameter);
      }
    }
  }

  get(place: Sent["in"], name: string): Parameter | undefined {
    return this.#byName.get(keyOf(place, name));
  }

  /** The object that a pair is a property of. */
  owner(place: Sent["in"], name: string): Parameter | undefined {
    if (place !== "query") return undefined;
    const bracket = name.indexOf("[");
    const outer = bracket > 0 ? this.#byName.get(keyOf("query", name.slice(0, bracket))) : undefined;
    return outer ?? this.#inside.get(name);
  }

  names(place: Sent["in"]): readonly string[] {
    return [...this.#byName.values()].filter((each) => each.in === place).map(({ name }) => name);
  }
}

function keyOf(place: string, name: string): string {
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

function checkRequired(
  parameter: Parameter,
  before: ParameterSet,
  request: SentRequest,
  context: RequestContext,
): void {
  const { in: place, name } = parameter;
  if (!parameter.required || (place !== "query" && place !== "header")) return;
  if (place === "header" && context.forward.some((header) => header.toLowerCase() === name.toLowerCase())) return;
  const key = keyOf(place, name);
  const own = request.parameters.filter((sent) => keyOf(sent.in, sent.name) === key);
  const parts = new ParameterSet([parameter], context);
  const isInside = request.parameters.some((sent) => parts.owner(sent.in, sent.name));
  if (isInside || own.some((sent) => isSure(sent.value)) || (own.length === 0 && request.isOpen)) return;
  const old = before.get(place, name);
  const isNew = !old?.required;
  const [sent] = own;
  const given = sent && givenIn(sent.value);
  const isMissing = sent === undefined;
  const isCertain = isMissing && !(place === "header" && isOfInfrastructure(name));
  const severity = isNew || isCertain ? "error" : "warning";
  const detail = isMissing
    ? "which the connector does not send"
    : `which the connector sends only where ${given === undefined ? "there is a value" : `\`${given}\` is given`}`;
  say(context, {
    code: isNew ? "DRIFT_PARAMETER_REQUIRED" : "DRIFT_PARAMETER_MISSING",
    severity,
    what: `${isNew ? "now requires" : "requires"} the ${place} parameter \`${name}\`, ${detail}`,
    consequence: isMissing ? "fails" : "fails without it",
    pointer: parameter.pointer,
    at: sent?.at ?? context.at,
    subject: key,
  });
}

/** What proxies and meshes add on the way: that no connector sends it says little. */
function isOfInfrastructure(name: string): boolean {
  return /^(?:accept|b3|baggage|content-type|forwarded|host|trace(?:parent|state)|user-agent|via|x-(?:amzn-trace|b3|cloud-trace|correlation|forwarded|real-ip|request|trace)\b.*)$/i.test(
    name,
  );
}

function checkSent(sent: Sent, { before, after }: Pair<ParameterSet>, context: RequestContext): void {
  const old = before.get(sent.in, sent.name);
  const parameter = after.get(sent.in, sent.name);
  if (!parameter) {
    if (!after.owner(sent.in, sent.name)) reportNotTaken(sent, old ?? before.owner(sent.in, sent.name), after, context);
    return;
  }
  checkParameter(sent, { before: old ?? parameter, after: parameter }, context);
}

/** A value against a parameter of one place, in both documents. */
export function checkParameter(sent: Sent, parameters: Pair<Parameter>, context: RequestContext): void {
  const { before, after } = parameters;
  checkStyle(sent, parameters, context);
  if ((sent.isOpaque ?? false) || after.mediaType !== undefined) return;
  const views = bothOf(parameters, ({ schema }, side) => context.schemas[side].read(schema));
  const same = before === after ? { before: views.after, after: views.after } : views;
  const what: ValueContext = {
    ...context,
    name: `the ${sent.in} parameter \`${sent.name}\``,
    subject: `${sent.in} ${sent.name}`,
    at: sent.at,
    isText: true,
    followed: new Set(),
  };
  checkSentValue(sent.value, same, what);
}

function reportNotTaken(sent: Sent, old: Parameter | undefined, after: ParameterSet, context: RequestContext): void {
  // Any header may be sent along, and what tells who asks is nobody's parameter.
  if (sent.in !== "query" && !old) return;
  const { path } = context.operations.after;
  if (!old && (isApiKey(sent.name, context) || queryPairs(path).some((pair) => pair.startsWith(`${sent.name}=`))))
    return;
  const { name } = sent;
  const known = new Set(context.operations.before.parameters.map((each) => each.name));
  const names = old ? after.names(sent.in).filter((each) => !known.has(each)) : after.names(sent.in);
  const near = suggestionList(name, [...names])[0] ?? (old && names.length === 1 ? names[0] : undefined);
  const hint = near === undefined ? "" : old ? ` It may be \`${near}\` now.` : ` Did you mean \`${near}\`?`;
  say(context, {
    code: old ? "DRIFT_PARAMETER_REMOVED" : "DRIFT_PARAMETER_UNKNOWN",
    severity: "warning",
    what: old ? `no longer has the ${sent.in} parameter \`${name}\`` : `has no ${sent.in} parameter \`${name}\``,
    consequence: "is asked with it all the same",
    hint,
    pointer: context.operations.after.pointer,
    at: sent.at,
    subject: `${sent.in} ${name}`,
  });
}

function isApiKey(name: string, { contracts }: RequestContext): boolean {
  const { root } = contracts.after.context;
  const schemes =
    objectAt(root, "securityDefinitions") ?? objectAt(objectAt(root, "components") ?? {}, "securitySchemes");
  return Object.values(schemes ?? {}).some(
    (scheme) => isObject(scheme) && textAt(scheme, "type") === "apiKey" && textAt(scheme, "name") === name,
  );
}

function checkStyle(sent: Sent, { before, after }: Pair<Parameter>, context: RequestContext): void {
  const { style } = sent;
  if (!style || before === after) return;
  const isList = context.schemas.after
    .read(after.schema)
    .options.some(({ kind }) => kind === "array" || kind === "object");
  if (!isList) return;
  const fits = (parameter: Parameter): boolean =>
    parameter.style === style.style && parameter.explode === style.explode;
  if (!fits(before) || fits(after)) return;
  say(context, {
    code: "DRIFT_PARAMETER_STYLE",
    severity: "error",
    what: `now reads the ${sent.in} parameter \`${sent.name}\` in the style ${styleName(after)}, not ${styleName(before)}`,
    consequence: "is asked with a list that is read otherwise",
    pointer: after.pointer,
    at: sent.at,
    subject: `${sent.in} ${sent.name}`,
  });
}

function styleName({ style, explode }: Parameter): string {
  return `\`${style}\`${explode ? " exploded" : ""}`;
}
