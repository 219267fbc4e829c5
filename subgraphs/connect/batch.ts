/**
 * Batch connectors: distinct keys in chunks, answers matched by key after coercion. Chunks are no larger than `maxSize`,
 * and where a chunk's URL is too long it is halved: a server that answers 414 helps nobody.
 */
import { isObject } from "../mapping/json.ts";
import type { OperationContext } from "../operation-context.ts";
import type { CompiledConnector, PreparedCall } from "./connector-call.ts";
import type { BatchRequest, KeyGroup, Run, Step } from "./fetch-plan.ts";
import type { CallOutcome } from "./response.ts";

const defaultMaxUrlBytes = 8192;

/**
 * Steps of the same connector that start together (authors and editors of the same posts, several `_entities` of one
 * fetch) are asked together.
 *
 * @returns An outcome for each group, in their order.
 */
export function callBatch(step: Step, groups: readonly KeyGroup[], run: Run): Promise<readonly CallOutcome[]> {
  const { compiled } = step.site;
  return new Promise((resolve, reject) => {
    const request: BatchRequest = { step, groups, resolve, reject };
    const batches = (run.batches ??= new Map<CompiledConnector, BatchRequest[]>());
    const waiting = batches.get(compiled);
    if (waiting) {
      waiting.push(request);
      return;
    }
    const requests = [request];
    batches.set(compiled, requests);
    // Whatever starts together does so in one synchronous stretch, so the next microtask comes after all of it.
    // Not `queueMicrotask`, which makes Node remember the context that it was called in.
    void atOnce.then(() => {
      batches.delete(compiled);
      sendTogether(step, requests, run);
    });
  });
}

const atOnce = Promise.resolve();

/** @param first  Of the requests. */
function sendTogether(first: Step, requests: readonly BatchRequest[], run: Run): void {
  const reject = (error: unknown): void => {
    for (const request of requests) request.reject(error);
  };
  try {
    const [only] = requests;
    if (only && requests.length === 1) callChunks(first, only.groups, run).then(only.resolve, reject);
    else callUnited(first, requests, run).catch(reject);
  } catch (error) {
    reject(error);
  }
}

async function callUnited(first: Step, requests: readonly BatchRequest[], run: Run): Promise<void> {
  const byKey = new Map<string | KeyGroup, KeyGroup>();
  for (const { groups } of requests) for (const group of groups) byKey.set(group.key ?? group, group);
  // Each step wants other fields of the answer; the connector's own selection has them all.
  const site = { compiled: first.site.compiled, selection: first.site.compiled.connector.selection };
  const outcomes = await callChunks({ ...first, site }, [...byKey.values()], run);
  const outcomeOf = new Map([...byKey.keys()].map((key, at) => [key, outcomes[at] ?? nothing]));
  for (const { groups, resolve } of requests)
    resolve(groups.map((group) => outcomeOf.get(group.key ?? group) ?? nothing));
}

const nothing: CallOutcome = { kind: "value", value: null };

function callChunks(step: Step, groups: readonly KeyGroup[], run: Run): Promise<readonly CallOutcome[]> {
  const size = step.site.compiled.connector.batch?.maxSize ?? groups.length;
  if (groups.length <= size) return callChunk(step, groups, run.operation);
  const chunks: Promise<readonly CallOutcome[]>[] = [];
  for (let start = 0; start < groups.length; start += size) {
    chunks.push(callChunk(step, groups.slice(start, start + size), run.operation));
  }
  return Promise.all(chunks).then((outcomes) => outcomes.flat());
}

function callChunk(
  step: Step,
  groups: readonly KeyGroup[],
  operation: OperationContext,
): Promise<readonly CallOutcome[]> {
  const { compiled, selection } = step.site;
  const prepared = compiled.prepare({ $batch: groups.map(({ representation }) => representation) }, operation);
  if (prepared.kind !== "call") return Promise.resolve(groups.map(() => prepared));
  if (groups.length > 1 && compiled.urlGrows && isTooLong(prepared, compiled.settings.maxUrlBytes)) {
    const middle = Math.ceil(groups.length / 2);
    const halves = [groups.slice(0, middle), groups.slice(middle)];
    const answers = halves.map((half) => callChunk(step, half, operation));
    return Promise.all(answers).then((outcomes) => outcomes.flat());
  }
  return compiled.send(prepared, selection, operation).then((outcome) => correlate(step, groups, outcome));
}

/** The URL is ASCII by now, so its length is its size. */
function isTooLong({ request }: PreparedCall, maxUrlBytes: number = defaultMaxUrlBytes): boolean {
  return request !== undefined && request.url.length > maxUrlBytes;
}

/** An absent key is null, an answer nobody asked for is ignored, and of two answers to one key the later holds. */
function correlate(step: Step, groups: readonly KeyGroup[], outcome: CallOutcome): readonly CallOutcome[] {
  if (outcome.kind === "error" || outcome.value === null || outcome.value === undefined)
    return groups.map(() => outcome);
  if (!Array.isArray(outcome.value)) {
    const { failure } = step.site.compiled;
    const message = "A batch must be answered with a list, but the mapped value is none.";
    const error = failure("CONNECTORS_RESPONSE_SHAPE", "UPSTREAM_BAD_RESPONSE", message);
    return groups.map(() => ({ kind: "error", error }));
  }
  const byKey = new Map<string, unknown>();
  for (const item of outcome.value as readonly unknown[]) {
    const key = isObject(item) ? step.readKey(item) : undefined;
    if (key !== undefined) byKey.set(key, item);
  }
  return groups.map(({ key }) => ({ kind: "value", value: key === undefined ? null : (byKey.get(key) ?? null) }));
}
