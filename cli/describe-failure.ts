import type { FailureReport } from "../gateway/http/failures.ts";
import { redactBody, redactUrl, secretsOf } from "../subgraphs/redact-sent.ts";
import { RemoteError } from "../subgraphs/remote/remote-error.ts";
import { RestError, type RestErrorDetail } from "../subgraphs/rest/rest-error.ts";
import { Secrets } from "../subgraphs/secrets.ts";
import { describeFault } from "./describe-fault.ts";
import type { Output } from "./output.ts";

export interface FailureWording {
  /** What files are relative to; a line outside of it is not the project's. */
  readonly dir: string;
  /** What services know the gateway by. */
  readonly secrets: Iterable<string>;
}

/**
 * One line for the log with all that is known of a failure, found by the id that the client was given:
 *
 *     [1f4e0c2ab95d7763] catalog:Query.product[0]: GET http://catalog/products/7 503 (UPSTREAM_ERROR), at product, in
 *     Shop (20 times): The upstream service answered 503. Body: "{\"error\":\"down\"}"
 */
export function describeFailure(failure: FailureReport, { dir, secrets }: FailureWording): string {
  const { errorId, message, code, reason, path, where, count, operationName, cause } = failure;
  const detail = detailOf(cause);
  const why = reason ?? code;
  const places = [
    `${asked(detail, cause)}${why === undefined ? "" : ` (${why})`}`.trim(),
    ...(where === undefined ? [] : [where]),
    ...(path === "" ? [] : [`at ${path}`]),
    ...(operationName === undefined ? [] : [`in ${operationName}`]),
  ];
  const story = cause ? tellCauses(cause, dir) : message;
  const body = detail?.body ? ` Body: ${JSON.stringify(redactBody(detail.body))}` : "";
  const line = `[${errorId}] ${places.join(", ")}${count > 1 ? ` (${count} times)` : ""}: ${story}${body}`;
  return oneLine(new Secrets([...secrets, ...secretsOf(detail?.headers ?? {})]).redactText(line));
}

/** Lines of one kind of failure that are whole in one second. */
const WHOLE_PER_SECOND = 10;

/** Why a service refuses what a client asks of it, which is nobody's fault but the client's. */
const clientFaults: ReadonlySet<string> = new Set(["BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "PRECONDITION_REQUIRED"]);

/**
 * For a server under load: of a service that is down, thousands of clients get an id in a second. Each id has its line,
 * and the first of them in each second have the whole story. What a client can do wrong is a warning.
 *
 * @param now  Milliseconds on a clock that only goes forward.
 */
export function createFailureLog(
  output: Pick<Output, "error" | "warning">,
  wording: () => FailureWording,
  now: () => number = () => performance.now(),
): (failure: FailureReport) => void {
  let second = Number.NEGATIVE_INFINITY;
  const whole = new Map<string, number>();
  return (failure) => {
    const current = Math.floor(now() / 1_000);
    if (current !== second) whole.clear();
    second = current;
    const { cause } = failure;
    const kind = `${detailOf(cause)?.coordinate ?? failure.path} ${String(cause ?? failure.message)}`;
    const known = whole.get(kind) ?? 0;
    whole.set(kind, known + 1);
    const line =
      known < WHOLE_PER_SECOND ? describeFailure(failure, wording()) : `[${failure.errorId}] ${briefly(kind)}`;
    if (clientFaults.has(failure.reason ?? failure.code ?? "")) output.warning(line);
    else output.error(line);
  };
}

function briefly(kind: string): string {
  return `${oneLine(kind)}: as told in this second already.`;
}

/** `catalog:Query.product[0]: GET http://catalog/products/7 503` */
function asked(detail: RestErrorDetail | undefined, cause: Error | undefined): string {
  if (!detail) return "";
  const { subgraph, coordinate = subgraph, method, url } = detail;
  const status = cause instanceof RestError ? cause.status : undefined;
  const request = [method, url === undefined ? undefined : redactUrl(url), status].filter((part) => part !== undefined);
  return [coordinate, request.join(" ")].filter((part) => part !== undefined && part !== "").join(": ");
}

function detailOf(cause: Error | undefined): RestErrorDetail | undefined {
  return cause instanceof RestError || cause instanceof RemoteError ? cause.detail : undefined;
}

const MAX_CAUSES = 5;

function tellCauses(error: Error, dir: string): string {
  if (!(error instanceof RestError)) return describeFault(error, "", dir);
  const told = [error.message];
  for (let at: unknown = error.cause; at instanceof Error && told.length < MAX_CAUSES; at = at.cause) {
    if (at.message !== "" && !told.includes(at.message)) told.push(at.message);
  }
  return told.join(" Cause: ");
}

/** Whatever services say, a line of the log stays one, and a terminal is told nothing. */
function oneLine(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- They are what is looked for.
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
