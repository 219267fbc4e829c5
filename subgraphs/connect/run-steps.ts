/**
 * All objects at one place wait for each other, so that a step is one call, or one batch, for the whole list: completing
 * a value (synchronous) leaves the objects that need calls in `run.pending`, and `settle` then runs their steps, place by
 * place.
 *
 * Whatever is known at once is no promise: a fetch of one call waits for that call and for nothing else.
 */
import { isObject } from "../mapping/json.ts";
import { callBatch } from "./batch.ts";
import { callSite, readArguments } from "./call-site.ts";
import { completeField } from "./complete.ts";
import type { OwnVariables } from "./connector-call.ts";
import type { KeyGroup, ObjectPlan, Run, Slot, Step } from "./fetch-plan.ts";
import { canonicalText, project } from "./representation.ts";
import { reportError } from "./report-error.ts";
import type { CallError, CallOutcome } from "./response.ts";

/** Runs the steps of all pending objects, and of those that these bring. `undefined` where there is nothing to wait for. */
export function settle(run: Run): Promise<unknown> | undefined {
  const { pending } = run;
  if (!pending) return undefined;
  run.pending = undefined;
  const [only] = pending;
  if (only && pending.size === 1) return runSteps(only[0], only[1], run);
  return Promise.all([...pending].flatMap(([plan, slots]) => runSteps(plan, slots, run) ?? []));
}

function runSteps(plan: ObjectPlan, slots: readonly Slot[], run: Run): Promise<unknown> | undefined {
  const [only] = plan.steps;
  if (only && plan.steps.length === 1) return runStep(plan, only, 0, slots, run);
  const done: (Promise<unknown> | undefined)[] = [];
  for (const [index, step] of plan.steps.entries()) {
    const before = step.after.flatMap((at) => done[at] ?? []);
    const start = (): Promise<unknown> | undefined => runStep(plan, step, index, slots, run);
    done.push(before.length === 0 ? start() : Promise.all(before).then(start));
  }
  return Promise.all(done.flatMap((each) => each ?? []));
}

function runStep(
  plan: ObjectPlan,
  step: Step,
  index: number,
  slots: readonly Slot[],
  run: Run,
): Promise<unknown> | undefined {
  const groups = groupByKey(plan, step, index, slots, run);
  if (groups.length === 0) return undefined;
  return callGroups(step, groups, run).then((outcomes) => {
    for (const [at, outcome] of outcomes.entries()) {
      for (const slot of groups[at]?.slots ?? []) deliver(step, index, slot, outcome, run);
    }
    return settle(run);
  });
}

function callGroups(step: Step, groups: readonly KeyGroup[], run: Run): Promise<readonly CallOutcome[]> {
  if (step.site.compiled.connector.resolver === "typeBatch") return callBatch(step, groups, run);
  return Promise.all(
    groups.map(({ representation }) => callSite(step.site, () => ownVariables(step, representation, run), run)),
  );
}

/** Objects with equal keys: one call, or one place in a batch, for all of them. */
function groupByKey(
  plan: ObjectPlan,
  step: Step,
  index: number,
  slots: readonly Slot[],
  run: Run,
): readonly KeyGroup[] {
  const groups = new Map<string, KeyGroup>();
  // Objects with a null in their key, by all that is known of them.
  let keyless: Map<string, KeyGroup> | undefined;
  for (const slot of slots) {
    const failed = slot.failures && step.after.find((at) => slot.failures?.has(at));
    const failure = failed === undefined ? undefined : slot.failures?.get(failed);
    if (failure) {
      deliver(step, index, slot, { kind: "error", error: failure }, run);
      continue;
    }
    // Most keys are of one source, and are read where they are: no copy is made of what turns out to be asked already.
    const whole = step.from === undefined ? readInputs(step, slot) : slot.known[step.from];
    const key = whole && step.readKey(whole);
    if (key === undefined && step.needsKey) continue;
    const equal = key === undefined ? (keyless ??= new Map<string, KeyGroup>()) : groups;
    const text = key ?? canonicalText(readInputs(step, slot));
    const known = equal.get(text);
    if (known) {
      known.slots.push(slot);
      continue;
    }
    const representation = { __typename: plan.typeName, ...readInputs(step, slot) };
    equal.set(text, { key, representation, slots: [slot] });
  }
  return keyless ? [...groups.values(), ...keyless.values()] : [...groups.values()];
}

function readInputs(step: Step, slot: Slot): Record<string, unknown> {
  const inputs: Record<string, unknown> = {};
  for (const { name, tree, from } of step.inputs) {
    const object = slot.known[from];
    if (object && Object.hasOwn(object, name)) inputs[name] = project(object[name], tree);
  }
  return inputs;
}

function ownVariables(
  { site, gives }: Step,
  representation: Readonly<Record<string, unknown>>,
  run: Run,
): OwnVariables {
  if (gives.kind === "field") {
    return { $args: readArguments(gives.call, run), $this: representation };
  }
  if (site.compiled.connector.resolver !== "explicit") return { $this: representation };
  // Spec reference, section 3: called by reference, an explicit resolver's arguments are the representation.
  const { __typename, ...args } = representation;
  return { $args: args };
}

/** Gives a step's answer to one object. */
function deliver(step: Step, index: number, slot: Slot, outcome: CallOutcome, run: Run): void {
  if (outcome.kind === "error") return fail(step, index, slot, outcome.error, run);
  const { gives } = step;
  const { value } = outcome;
  if (gives.kind === "whole") {
    slot.out = gives.complete(value, slot.path.prev, slot.path.key, run) as Record<string, unknown> | null;
    slot.found = slot.out !== null;
    return;
  }
  if (gives.kind === "field") {
    const { field } = gives.call;
    slot.known[index + 1] = { [field.name]: value };
    slot.found = true;
    if (slot.out && gives.isSelected)
      slot.out[field.responseName] = field.complete(value, slot.path, field.responseName, run);
    return;
  }
  if (value === null || value === undefined) return;
  if (!isObject(value)) {
    const { failure } = step.site.compiled;
    const message = "Expected an object, but the mapped value is of another kind.";
    return fail(step, index, slot, failure("CONNECTORS_RESPONSE_SHAPE", "UPSTREAM_BAD_RESPONSE", message), run);
  }
  slot.known[index + 1] = value;
  slot.found = true;
  for (const field of gives.fields)
    if (slot.out) slot.out[field.responseName] = completeField(field, value, slot.path, run);
}

function fail({ gives }: Step, index: number, slot: Slot, error: CallError, run: Run): void {
  slot.failures = (slot.failures ?? new Map<number, CallError>()).set(index, error);
  switch (gives.kind) {
    case "whole":
      return reportError(run, slot.path.prev, slot.path.key, error);
    case "field":
      return gives.isSelected ? reportError(run, slot.path, gives.call.field.responseName, error) : undefined;
    case "entity": {
      // One failure, one error: at the field that it leaves without a value, or at the object where those are several.
      const [field, ...others] = gives.fields;
      if (field && others.length === 0) return reportError(run, slot.path, field.responseName, error);
      // Missing rather than null: what the object's error explains is not reported again, field by field.
      for (const { responseName } of gives.fields) if (slot.out) slot.out[responseName] = undefined;
      return field ? reportError(run, slot.path.prev, slot.path.key, error) : undefined;
    }
    default:
      gives satisfies never;
  }
}
