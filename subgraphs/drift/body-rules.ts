/** The body of a request: its media type, whether there has to be one, and what is in it. */
import { isObject, objectAt, own } from "../openapi/json.ts";
import type { Operation, RequestBody } from "../openapi/operation.ts";
import type { Contract } from "./contract.ts";
import { rawOperation } from "./raw-operation.ts";
import { say, type RequestContext } from "./request-context.ts";
import { isLoose } from "./sent-object-rules.ts";
import { checkSentValue } from "./sent-value-rules.ts";
import { isSure, type SentRequest } from "./sent.ts";
import { bothOf, type Pair } from "./value.ts";

export function checkBody({ body }: SentRequest, context: RequestContext): void {
  const { operations } = context;
  const { before, after } = { before: operations.before.body, after: operations.after.body };
  if (!after) return;
  const isNew = !before?.required;
  if (!body || !isSure(body.value)) {
    if (!after.required || (body && !isNew && isLoose(context.schemas.after.read(after.schema)))) return;
    return say(context, {
      code: isNew ? "DRIFT_PARAMETER_REQUIRED" : "DRIFT_PARAMETER_MISSING",
      severity: isNew || !body ? "error" : "warning",
      what: `${isNew ? "now requires" : "requires"} a body, which the connector ${body ? "does not always send" : "does not send"}`,
      consequence: "fails without it",
      pointer: after.pointer,
      at: body?.at ?? context.at,
      subject: "body",
    });
  }
  if (checkMediaType(body.mediaType ?? "application/json", body.at, context)) return;
  const bodies: Pair<RequestBody> = { before: before ?? after, after };
  const views = bothOf(bodies, ({ schema }, side) => context.schemas[before ? side : "after"].read(schema));
  checkSentValue(body.value, bodies.before === after ? { before: views.after, after: views.after } : views, {
    ...context,
    name: "the body",
    subject: "body",
    at: body.at,
    ...(body.text && { text: body.text }),
    isText: body.mediaType !== undefined && !/json/i.test(body.mediaType),
    followed: new Set(),
  });
}

/** @returns Whether the body is not read any more, so that what is in it does not matter. */
function checkMediaType(sent: string, at: RequestContext["at"], context: RequestContext): boolean {
  const { operations, contracts } = context;
  const is = mediaTypes(operations.after, contracts.after);
  const was = mediaTypes(operations.before, contracts.before);
  if (takes(is, sent) || !takes(was, sent) || operations.before === operations.after) return false;
  say(context, {
    code: "DRIFT_MEDIA_TYPE_CHANGED",
    severity: "error",
    what: `now takes a body of ${is.map((type) => `\`${type}\``).join(" or ")}, not \`${sent}\``,
    consequence: `sends \`${sent}\``,
    pointer: operations.after.body?.pointer ?? operations.after.pointer,
    at,
    subject: "body",
  });
  return true;
}

function takes(types: readonly string[], sent: string): boolean {
  const wanted = essence(sent);
  return (
    types.length === 0 ||
    types.some((type) => {
      const each = essence(type);
      return each === wanted || each === "*/*" || (each.endsWith("/*") && wanted.startsWith(each.slice(0, -1)));
    })
  );
}

function essence(type: string): string {
  return (type.split(";")[0] ?? "").trim().toLowerCase();
}

function mediaTypes(operation: Operation, { context: { resolver, root, version } }: Contract): readonly string[] {
  const value = rawOperation(operation, resolver)?.value ?? {};
  if (version === "2.0") {
    const consumes = own(value, "consumes") ?? own(root, "consumes");
    return Array.isArray(consumes) ? consumes.map(String) : [];
  }
  const written = own(value, "requestBody");
  const body = isObject(written)
    ? resolver.object({ value: written, pointer: `${operation.pointer}/requestBody` })
    : undefined;
  return Object.keys(objectAt(body?.value ?? {}, "content") ?? {});
}
