/** Objects that a connector sends: properties that the schema wants, and those that it does not have. */
import { suggestionList } from "graphql/jsutils/suggestionList.js";
import { objectAt, own } from "../openapi/json.ts";
import { say, type ValueContext } from "./request-context.ts";
import { fieldsOf, givenIn, isSure } from "./sent.ts";
import { describeView, type View } from "./schema-view.ts";
import type { Pair, Value } from "./value.ts";

/** How the value of a property is checked. */
type CheckValue = (value: Value, views: Pair<View>, context: ValueContext) => void;

export function checkSentObject(value: Value, views: Pair<View>, context: ValueContext, check: CheckValue): void {
  const { after, before } = views;
  if (!isObjectIn(after)) {
    return say(context, {
      code: "DRIFT_PARAMETER_TYPE",
      severity: "error",
      what: `${isObjectIn(before) ? "now takes" : "takes"} ${describeView(after)} as ${context.name}`,
      consequence: "sends an object",
      pointer: after.pointer,
      at: context.at,
      subject: context.subject,
    });
  }
  const sent = fieldsOf(value, context.places);
  if (!sent) return;
  const wasRequired = new Set(context.schemas.before.required(before).map(({ name }) => name));
  for (const { name, pointer } of context.schemas.after.required(after)) {
    const field = sent.fields.get(name);
    if ((field && isSure(field.value)) || (!field && sent.isOpen)) continue;
    // What may be null, or is not known, may as well be left out, as far as anybody can tell.
    const { view } = context.schemas.after.follow(after, name, "request");
    if (field && wasRequired.has(name) && (field.value.kind !== "given" || isLoose(view))) continue;
    reportRequired({ name, pointer, value: field?.value, isNew: !wasRequired.has(name) }, context);
  }
  for (const [name, { value: inner, key }] of sent.fields) {
    // An argument as a whole is written once for all that is in it.
    const isWritten = value.kind !== "given" && context.text !== undefined;
    const at = isWritten && context.text ? context.report.at(context.text, key) : context.at;
    checkProperty({ name, value: inner }, views, { ...context, at }, check);
  }
}

export function isLoose({ isAny, nullable, options }: View): boolean {
  return (
    isAny ||
    nullable ||
    options.length !== 1 ||
    options.some(({ kind, schema }) => kind === "object" && !objectAt(schema, "properties"))
  );
}

function reportRequired(
  property: {
    readonly name: string;
    readonly pointer: string;
    readonly value: Value | undefined;
    readonly isNew: boolean;
  },
  context: ValueContext,
): void {
  const { name, pointer, value, isNew } = property;
  const given = value && givenIn(value);
  const detail = value
    ? `which the connector sends only where ${given === undefined ? "there is a value" : `\`${given}\` is given`}`
    : "which the connector does not send";
  say(context, {
    code: isNew ? "DRIFT_PARAMETER_REQUIRED" : "DRIFT_PARAMETER_MISSING",
    severity: isNew || !value ? "error" : "warning",
    what: `${isNew ? "now requires" : "requires"} \`${name}\` in ${context.name}, ${detail}`,
    consequence: value ? "fails without it" : "fails",
    pointer,
    at: context.at,
    subject: `${context.subject} ${name}`,
  });
}

function isObjectIn(view: View): boolean {
  return view.isAny || view.options.some(({ kind }) => kind === "object");
}

function checkProperty(
  { name, value }: { readonly name: string; readonly value: Value },
  views: Pair<View>,
  context: ValueContext,
  check: CheckValue,
): void {
  const { schemas } = context;
  const is = schemas.after.follow(views.after, name, "request");
  const was = schemas.before.follow(views.before, name, "request");
  if (is.presence === "absent") return reportNotTaken(name, was.presence === "declared", views, context);
  const isSame = views.before === views.after || was.presence === "absent" || was.presence === "notObject";
  const inner = isSame ? { before: is.view, after: is.view } : { before: was.view, after: is.view };
  check(value, inner, {
    ...context,
    name: `\`${name}\` in ${context.name.replace(/^.* in (?=the )/, "")}`,
    subject: `${context.subject} ${name}`,
  });
}

function reportNotTaken(name: string, wasTaken: boolean, { before, after }: Pair<View>, context: ValueContext): void {
  const { schemas } = context;
  const isClosed = after.options.every(({ schema }) => own(schema, "additionalProperties") === false);
  const known = new Set(wasTaken ? schemas.before.propertyNames(before) : []);
  const names = schemas.after.propertyNames(after).filter((each) => !known.has(each));
  const near = suggestionList(name, [...names])[0] ?? (wasTaken && names.length === 1 ? names[0] : undefined);
  const hint = near === undefined ? "" : wasTaken ? ` It may be \`${near}\` now.` : ` Did you mean \`${near}\`?`;
  say(context, {
    code: wasTaken ? "DRIFT_PARAMETER_REMOVED" : "DRIFT_PARAMETER_UNKNOWN",
    severity: isClosed ? "error" : "warning",
    what: `${wasTaken ? "no longer has" : "has no"} \`${name}\` in ${context.name}`,
    consequence: isClosed ? "fails" : "is asked with it all the same",
    hint,
    pointer: after.pointer,
    at: context.at,
    subject: `${context.subject} ${name}`,
  });
}
