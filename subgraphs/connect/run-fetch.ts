/**
 * Runs a compiled fetch. All objects at one place wait for each other, so that a step is one call, or one batch, for the
 * whole list: completing a value (synchronous) leaves the objects that need calls in `run.pending`, and `settle` then
 * runs their steps, place by place.
 */
import { GraphQLError } from "graphql";
import { isObject, ownValue } from "../mapping/json.ts";
import type { KeyTree } from "../mapping/mapping.ts";
import { callBatch } from "./batch.ts";
import { completeField, openSlot, reportUnresolved, wait, writeKnown } from "./complete.ts";
import type { CallSite, OwnVariables } from "./connector-call.ts";
import type {
  DirectValue,
  EntitiesField,
  FetchPlan,
  FieldCall,
  KeyGroup,
  ObjectPlan,
  Path,
  RootField,
  Run,
  Slot,
  Step,
} from "./fetch-plan.ts";
import { mergeTrees } from "./field-set.ts";
import { canonicalText, project } from "./representation.ts";
import type { CallError, CallOutcome, TakeDirectly } from "./response.ts";
import { reportError } from "./report-error.ts";

export async function runFetch(plan: FetchPlan, run: Run): Promise<Record<string, unknown>> {
  const data: Record<string, unknown> = {};
  const write = (name: string, value: unknown): void => {
    // A response name may be `__proto__`; assigning it would set the prototype.
    if (name !== "__proto__") data[name] = value;
    else Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true });
  };
  for (const { responseName } of plan.roots) write(responseName, null);
  if (plan.serial || plan.roots.length === 1) {
    // Spec: https://spec.graphql.org/draft/#sec-Mutation
    for (const root of plan.roots) write(root.responseName, await runRoot(root, run));
  } else {
    await Promise.all(plan.roots.map(async (root) => write(root.responseName, await runRoot(root, run))));
  }
  return data;
}

async function runRoot(root: RootField, run: Run): Promise<unknown> {
  switch (root.kind) {
    case "constant":
      return root.value();
    case "unresolved":
      reportUnresolved(run, undefined, root.responseName, root.coordinate);
      return null;
    case "entities":
      return runEntities(root.responseName, root.entities, run);
    case "call": {
      const { site, field, direct } = root.call;
      let taken: DirectValue | undefined;
      const take = direct && ((body: unknown) => (taken = direct(body, run)) !== undefined);
      const outcome = await call(site, () => ({ $args: readArguments(root.call, run) }), run, take);
      if (outcome.kind === "error") {
        reportError(run, undefined, root.responseName, outcome.error);
        return null;
      }
      const value = adopt(taken, run) ?? field.complete(outcome.value, undefined, root.responseName, run);
      await settle(run);
      return value;
    }
    default:
      return root satisfies never;
  }
}

/** @returns The value; `undefined` where nothing was taken. */
function adopt(taken: DirectValue | undefined, run: Run): unknown {
  if (taken) run.pending = taken.pending;
  return taken?.value;
}

/** Runs the steps of all pending objects, and of those that these bring. */
function settle(run: Run): Promise<unknown> | undefined {
  if (run.pending.size === 0) return undefined;
  const { pending } = run;
  run.pending = new Map();
  return Promise.all([...pending].map(([plan, slots]) => runSteps(plan, slots, run)));
}

async function runSteps(plan: ObjectPlan, slots: readonly Slot[], run: Run): Promise<void> {
  const done: Promise<void>[] = [];
  for (const [index, step] of plan.steps.entries()) {
    const before = step.after.flatMap((at) => done[at] ?? []);
    const start = (): Promise<void> => runStep(plan, step, index, slots, run);
    done.push(before.length === 0 ? start() : Promise.all(before).then(start));
  }
  await Promise.all(done);
}

async function runStep(plan: ObjectPlan, step: Step, index: number, slots: readonly Slot[], run: Run): Promise<void> {
  const groups = groupByKey(plan, step, index, slots, run);
  if (groups.length === 0) return;
  const outcomes =
    step.site.compiled.connector.resolver === "typeBatch"
      ? await callBatch(step, groups, run)
      : await Promise.all(
          groups.map(({ representation }) => call(step.site, () => ownVariables(step, representation, run), run)),
        );
  for (const [at, outcome] of outcomes.entries()) {
    for (const slot of groups[at]?.slots ?? []) deliver(step, index, slot, outcome, run);
  }
  await settle(run);
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

/** @throws GraphQLError for a value that is not of its argument's type. */
function readArguments({ args }: FieldCall, run: Run): Readonly<Record<string, unknown>> {
  return args?.(run.variables) ?? noArguments;
}

const noArguments: Readonly<Record<string, unknown>> = {};

async function call(site: CallSite, readOwn: () => OwnVariables, run: Run, take?: TakeDirectly): Promise<CallOutcome> {
  let own: OwnVariables;
  try {
    own = readOwn();
  } catch (thrown) {
    if (!(thrown instanceof GraphQLError)) throw thrown;
    return { kind: "error", error: { message: thrown.message, extensions: { code: "BAD_USER_INPUT" } } };
  }
  const prepared = site.compiled.prepare(own, run.operation);
  return prepared.kind === "call" ? site.compiled.send(prepared, site.selection, run.operation, take) : prepared;
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
    const { connector, failure } = step.site.compiled;
    const message = `\`${connector.coordinate}\`: expected an object, but the mapped value is of another kind.`;
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

async function runEntities(
  responseName: string,
  { representations, planFor, plansOfFlat }: EntitiesField,
  run: Run,
): Promise<unknown> {
  const given = representations(run.variables);
  if (!Array.isArray(given)) {
    reportError(run, undefined, responseName, {
      message: "`representations` must be a list.",
      extensions: { code: "BAD_USER_INPUT" },
    });
    return null;
  }
  const path: Path = { prev: undefined, key: responseName };
  const slots: (Slot | undefined)[] = [];
  for (const { typeName, keys, isFlat, indexes } of groupByShape(given)) {
    const known = indexes.map((index) => given[index] as Readonly<Record<string, unknown>>);
    const shape = isFlat ? keys.join(" ") : undefined;
    let plan = shape === undefined ? undefined : plansOfFlat.get(`${typeName} ${shape}`);
    if (!plan && typeName !== undefined) {
      plan = planFor(typeName, givenTree(known));
      if (plan && shape !== undefined && plansOfFlat.size < 100) plansOfFlat.set(`${typeName} ${shape}`, plan);
    }
    for (const [at, index] of indexes.entries()) {
      const representation = known[at];
      if (plan && representation) slots[index] = startEntity(plan, representation, { prev: path, key: index }, run);
      else {
        const message = "A representation has no `__typename` of an entity of this subgraph.";
        reportError(run, path, index, { message, extensions: { code: "BAD_USER_INPUT" } });
      }
    }
  }
  await settle(run);
  return Array.from(given, (_, index) => (slots[index]?.found ? slots[index].out : null));
}

interface ShapeGroup {
  readonly typeName: string | undefined;
  readonly keys: readonly string[];
  /** Whether no object is in one of them: then the keys say all that is given. */
  isFlat: boolean;
  readonly indexes: number[];
}

/** Representations with different keys are found in different ways: what one has must not be missed in another. */
function groupByShape(representations: readonly unknown[]): Iterable<ShapeGroup> {
  const groups = new Map<string | undefined, ShapeGroup>();
  let latest: ShapeGroup | undefined;
  for (const [index, representation] of representations.entries()) {
    const typeName = typenameOf(representation);
    // Most come in rows of one shape, which is not to be written out for each.
    let group = latest && typeName === latest.typeName && hasKeys(representation, latest.keys) ? latest : undefined;
    if (!group) {
      const keys = typeName === undefined ? [] : Object.keys(representation as object);
      const shape = typeName === undefined ? undefined : `${typeName} ${keys.join(" ")}`;
      group = groups.get(shape) ?? { typeName, keys, isFlat: true, indexes: [] };
      groups.set(shape, group);
    }
    if (group.isFlat && typeName !== undefined && !isFlatObject(representation as object)) group.isFlat = false;
    group.indexes.push(index);
    latest = group;
  }
  return groups.values();
}

function hasKeys(representation: unknown, keys: readonly string[]): boolean {
  let at = 0;
  for (const key in representation as object) {
    if (keys[at] !== key) return false;
    at += 1;
  }
  return at === keys.length;
}

function isFlatObject(representation: object): boolean {
  for (const key in representation) {
    const value: unknown = (representation as Readonly<Record<string, unknown>>)[key];
    if (typeof value === "object" && value !== null) return false;
  }
  return true;
}

function startEntity(plan: ObjectPlan, representation: Readonly<Record<string, unknown>>, path: Path, run: Run): Slot {
  const slot = openSlot(plan, representation, writeKnown(plan, representation, path, run), path);
  if (plan.steps.length > 0) wait(plan, slot, run);
  return slot;
}

function typenameOf(representation: unknown): string | undefined {
  const typeName = isObject(representation) ? ownValue(representation, "__typename") : undefined;
  return typeof typeName === "string" ? typeName : undefined;
}

/** What representations have, all together. Inside its fields one that lacks something does not get a plan of its own. */
function givenTree(values: readonly unknown[]): KeyTree {
  const tree = new Map<string, KeyTree>();
  const inner = new Map<string, unknown[]>();
  for (const value of values) {
    if (Array.isArray(value)) {
      for (const [key, each] of givenTree(value)) tree.set(key, mergeTrees(tree.get(key) ?? new Map(), each));
    }
    if (!isObject(value)) continue;
    for (const key of Object.keys(value)) {
      if (key === "__typename") continue;
      const member = value[key];
      if (!tree.has(key)) tree.set(key, leaf);
      if (typeof member !== "object" || member === null) continue;
      const members = inner.get(key);
      if (members) members.push(member);
      else inner.set(key, [member]);
    }
  }
  for (const [key, members] of inner) tree.set(key, givenTree(members));
  return tree;
}

const leaf: KeyTree = new Map();
