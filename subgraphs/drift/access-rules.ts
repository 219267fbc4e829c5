/** DRIFT_AUTH_ADDED: credentials that were not asked for, and that nothing sends. */
import type { SourceRange } from "../../schema/diagnostic.ts";
import { isObject, listAt, objectAt, own, textAt } from "../openapi/json.ts";
import type { Operation } from "../openapi/operation.ts";
import { operationName, type Contract } from "./contract.ts";
import type { OperationContext } from "./operation-rules.ts";
import { rawOperation } from "./raw-operation.ts";
import type { Pair } from "./value.ts";

export interface AccessContext extends OperationContext {
  /** Of the `@source`: what the whole document asks for is said there, once. */
  readonly sourceAt: SourceRange | undefined;
  /** Client headers that the config forwards to the source. */
  readonly forward: readonly string[];
}

/** An alternative of `security`: schemes with their scopes. Without any, everybody is let in. */
type Access = ReadonlyMap<string, readonly string[]>;

export function checkAccess(context: AccessContext, operations: Pair<Operation>): void {
  if (operations.before === operations.after) return;
  const was = accessOf(operations.before, context.contracts.before);
  const is = accessOf(operations.after, context.contracts.after);
  // Whoever got in before still does, if one of the new alternatives asks no more of them.
  const isOpen = was.every((old) =>
    is.some((next) =>
      [...next].every(([name, scopes]) => isKnown(old, name, scopes) || isNewAndSent(old, name, context)),
    ),
  );
  if (isOpen) return;
  const wasFree = was.some((each) => each.size === 0);
  const words = is
    .map((each) => [...each].map(([name, scopes]) => `\`${[name, ...scopes].join(" ")}\``).join(" with "))
    .join(" or ");
  const what = `${wasFree ? "now needs" : "needs other credentials now:"} ${words}`;
  const name = operationName(operations.after);
  const { report, reached: affects, sourceAt } = context;
  const said = { code: "DRIFT_AUTH_ADDED", severity: "warning", affects } as const;
  if (sourceAt && !hasOwn(operations.after, context.contracts.after)) {
    report.add({
      ...said,
      message: (reached) =>
        `The service ${what}: ${reached} fails where the gateway does not send it. See \`#/security\`.`,
      at: sourceAt,
      subject: `security ${words}`,
    });
    return;
  }
  report.add({
    ...said,
    message: (reached) =>
      `\`${name}\` ${what}: ${reached} fails where the gateway does not send it. See \`${operations.after.pointer}\`.`,
    at: context.at,
    subject: name,
  });
}

function isKnown(old: Access, name: string, scopes: readonly string[]): boolean {
  const known = old.get(name);
  return known !== undefined && scopes.every((scope) => known.includes(scope));
}

/** More of what is sent already is not known to be there; of what was not asked for, sending it is all there is. */
function isNewAndSent(old: Access, name: string, { connector, contracts, forward }: AccessContext): boolean {
  if (old.has(name)) return false;
  const { root } = contracts.after.context;
  const schemes =
    objectAt(root, "securityDefinitions") ?? objectAt(objectAt(root, "components") ?? {}, "securitySchemes") ?? {};
  const scheme = objectAt(schemes, name);
  if (!scheme) return false;
  const isKey = textAt(scheme, "type") === "apiKey";
  if (isKey && textAt(scheme, "in") !== "header") return false;
  const header = (isKey ? (textAt(scheme, "name") ?? "") : "authorization").toLowerCase();
  const written = [...(connector.source?.headers ?? []), ...(connector.http?.headers ?? [])];
  return [...written.map((each) => each.name), ...forward].some((each) => each.toLowerCase() === header);
}

function hasOwn(operation: Operation, { context: { resolver } }: Contract): boolean {
  return own(rawOperation(operation, resolver)?.value ?? {}, "security") !== undefined;
}

function accessOf(operation: Operation, { context: { root, resolver } }: Contract): readonly Access[] {
  const value = rawOperation(operation, resolver)?.value ?? {};
  const list = own(value, "security") === undefined ? listAt(root, "security") : listAt(value, "security");
  const alternatives = list
    .filter(isObject)
    .map(
      (each): Access =>
        new Map(Object.entries(each).map(([name, scopes]) => [name, Array.isArray(scopes) ? scopes.map(String) : []])),
    );
  return alternatives.length > 0 ? alternatives : [new Map()];
}
