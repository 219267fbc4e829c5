/** Runs a compiled fetch: its root fields, then whatever their values wait for (run-steps.ts). */
import { callSite, readArguments } from "./call-site.ts";
import { reportUnresolved } from "./complete.ts";
import type { DirectValue, FetchPlan, FieldCall, RootField, Run } from "./fetch-plan.ts";
import { reportError } from "./report-error.ts";
import { runEntities } from "./run-entities.ts";
import { settle } from "./run-steps.ts";

type Data = Record<string, unknown>;

export function runFetch(plan: FetchPlan, run: Run): Promise<Data> {
  const [only] = plan.roots;
  if (only && plan.roots.length === 1) {
    const { responseName } = only;
    return Promise.resolve(runRoot(only, run)).then((value) => write({}, responseName, value));
  }
  return runRoots(plan, run);
}

async function runRoots(plan: FetchPlan, run: Run): Promise<Data> {
  const data: Data = {};
  // In the order of the selection, whichever is answered first.
  for (const { responseName } of plan.roots) write(data, responseName, null);
  if (plan.serial) {
    // Spec: https://spec.graphql.org/draft/#sec-Mutation
    for (const root of plan.roots) write(data, root.responseName, await runRoot(root, run));
  } else {
    await Promise.all(plan.roots.map(async (root) => write(data, root.responseName, await runRoot(root, run))));
  }
  return data;
}

function write(data: Data, name: string, value: unknown): Data {
  // A response name may be `__proto__`; assigning it would set the prototype.
  if (name !== "__proto__") data[name] = value;
  else Object.defineProperty(data, name, { value, enumerable: true, configurable: true, writable: true });
  return data;
}

/** Not a promise where nothing has to be asked. */
function runRoot(root: RootField, run: Run): unknown {
  switch (root.kind) {
    case "constant":
      return root.value();
    case "unresolved":
      reportUnresolved(run, undefined, root.responseName, root.coordinate);
      return null;
    case "entities":
      return runEntities(root.responseName, root.entities, run);
    case "call":
      return runCall(root.responseName, root.call, run);
    default:
      return root satisfies never;
  }
}

function runCall(responseName: string, call: FieldCall, run: Run): Promise<unknown> {
  const { site, field, direct } = call;
  let taken: DirectValue | undefined;
  const take = direct && {
    needsExact: direct.needsExact,
    from: (body: unknown): boolean => (taken = direct.read(body, run)) !== undefined,
  };
  return callSite(site, () => ({ $args: readArguments(call, run) }), run, take).then((outcome) => {
    if (outcome.kind === "error") {
      reportError(run, undefined, responseName, outcome.error);
      return null;
    }
    if (taken) run.pending = taken.pending;
    const value = taken ? taken.value : field.complete(outcome.value, undefined, responseName, run);
    return settle(run)?.then(() => value) ?? value;
  });
}
