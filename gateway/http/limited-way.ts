import { limitError } from "../limits/limit-error.ts";
import type { PassedLimit, RequestLimits } from "../limits/request-limits.ts";
import type { TextVerdicts } from "../limits/text-verdicts.ts";
import type { LongWay, LongWayRequest } from "./answer-request.ts";
import { Refusals } from "./refusals.ts";

export interface LimitedWayOptions {
  readonly limits: RequestLimits;
  readonly verdicts: TextVerdicts;
}

/**
 * The long way for operations within limits. One that passes a limit never reaches the parser and the rules of Apollo
 * Server, whose time can grow with the square of a text.
 */
export function limitedWay(longWay: LongWay, options: LimitedWayOptions): LongWay {
  return (request, asked) => {
    const refusals = asked.refusals ?? new Refusals();
    const admitted = admit(request.method, asked, options, (passed) => refusals.add(limitError(passed)));
    if (refusals.size === 0) return longWay(request, asked);
    const context: LongWayRequest["context"] = async () => Object.assign(await asked.context(), { refusals });
    return longWay(request, { ...asked, ...admitted, context });
  };
}

/** Makes the question that is asked in its place. */
type Refuse = (passed: PassedLimit) => string;

/** What is to be asked in place of what was; what is no operation at all is left to Apollo Server. */
function admit(
  method: string | undefined,
  { search, body }: LongWayRequest,
  { limits, verdicts }: LimitedWayOptions,
  refuse: Refuse,
): Pick<LongWayRequest, "search"> | Pick<LongWayRequest, "body"> | undefined {
  if (method === "GET") {
    const [query, ...others] = search === "" ? [] : new URLSearchParams(search).getAll("query");
    const passed = query === undefined || others.length > 0 ? undefined : verdicts.judge(query);
    return passed && { search: `?${new URLSearchParams({ query: refuse(passed) }).toString()}` };
  }
  if (!Array.isArray(body)) return { body: admitOne(body, verdicts, refuse) };
  // Without batches Apollo Server refuses every list.
  if (limits.batch === 0) return undefined;
  const max = limits.batch;
  if (body.length > max) return { body: { query: refuse({ limit: "batch", max, found: body.length }) } };
  return { body: body.map((one: unknown) => admitOne(one, verdicts, refuse)) };
}

function admitOne(body: unknown, verdicts: TextVerdicts, refuse: Refuse): unknown {
  if (typeof body !== "object" || body === null || !("query" in body) || typeof body.query !== "string") return body;
  const passed = verdicts.judge(body.query);
  return passed ? { query: refuse(passed) } : body;
}
