/** The upstream calls that a compiled fetch may make, in the order of what waits for what. */
import type { Template } from "../mapping/mapping.ts";
import type { CallShape, CrossedList } from "../subgraph.ts";
import type { Connector, SourceSettings } from "./connector.ts";
import type { CompiledConnector } from "./connector-call.ts";
import type { FetchPlan, ObjectPlan, PlannedField } from "./fetch-plan.ts";

/** Where the walk is: what must have happened, and how often it may have. */
interface Where {
  /** Calls that the object at hand came from. */
  readonly after: readonly number[];
  /** Response names of the object at hand. */
  readonly path: readonly string[];
  readonly lists: readonly CrossedList[];
  readonly optional: boolean;
  /** Response name of the `_entities` field that it is below. */
  readonly entitiesField?: string;
}

export function describeCalls(plan: FetchPlan): readonly CallShape[] {
  const walk = new CallWalk();
  let before: readonly number[] = [];
  for (const root of plan.roots) {
    const start: Where = { after: plan.serial ? before : [], path: [], lists: [], optional: false };
    if (root.kind === "entities") {
      for (const entity of root.entities.expected()) {
        walk.object(entity, { ...start, optional: true, entitiesField: root.responseName });
      }
    }
    if (root.kind !== "call") continue;
    const { site, field } = root.call;
    const first = walk.calls.length;
    const made = walk.add(site.compiled, "once", { ...start, optional: field.conditional });
    walk.inside(field, { ...start, after: made, optional: field.conditional });
    // A mutation's next field waits for all that the one before it does.
    before = walk.calls.slice(first).map((_, at) => first + at);
  }
  return walk.calls;
}

class CallWalk {
  readonly calls: CallShape[] = [];

  /** @returns Its index as a list; empty for a virtual connector, which makes no call. */
  add({ connector, settings }: CompiledConnector, per: CallShape["per"], where: Where): readonly number[] {
    const { coordinate, http, batch } = connector;
    if (!http) return where.after;
    this.calls.push({
      coordinate,
      method: http.method,
      url: urlOf(connector, http.url, settings.baseUrl),
      per,
      batchSize: per === "batch" ? (batch?.maxSize ?? null) : null,
      perEntity: where.entitiesField !== undefined,
      ...(where.entitiesField === undefined ? {} : { entitiesField: where.entitiesField }),
      lists: where.lists,
      // What this connector is asked at another place may be the same: then nothing is sent here.
      optional: where.optional || this.calls.some((call) => call.coordinate === coordinate),
      after: where.after,
    });
    return [this.calls.length - 1];
  }

  inside(field: PlannedField, where: Where): void {
    if (!field.place) return;
    const path = [...where.path, field.responseName];
    const lists = field.isList ? [...where.lists, { coordinate: field.coordinate, path }] : where.lists;
    const severalTypes = field.place.plans.size > 1;
    const optional = where.optional || field.isNullable || field.conditional || severalTypes;
    for (const plan of field.place.plans.values()) this.object(plan, { ...where, path, lists, optional });
  }

  object(plan: ObjectPlan, where: Where): void {
    for (const entry of plan.layout) if (entry.kind === "known") this.inside(entry.field, where);
    const made: (readonly number[])[] = [];
    for (const { site, after, gives } of plan.steps) {
      const waitsFor = after.length === 0 ? where.after : [...new Set(after.flatMap((at) => made[at] ?? []))];
      const fields = gives.kind === "field" ? [gives.call.field] : gives.kind === "entity" ? gives.fields : [];
      const conditional = fields.length > 0 && fields.every((field) => field.conditional);
      const here: Where = { ...where, after: waitsFor, optional: where.optional || conditional };
      const isBatch = site.compiled.connector.resolver === "typeBatch";
      const index = this.add(site.compiled, isBatch ? "batch" : "object", here);
      made.push(index);
      for (const field of fields) this.inside(field, { ...where, after: index });
      if (gives.kind === "whole")
        for (const inner of gives.place.plans.values()) this.object(inner, { ...where, after: index });
    }
  }
}

function urlOf({ source }: Connector, url: Template, settled: SourceSettings["baseUrl"]): string {
  if (!source) return url.source;
  const base = typeof settled === "string" ? settled : source.baseUrl.source;
  return base.endsWith("/") && url.source.startsWith("/")
    ? base + url.source.slice(1)
    : base + (url.source.startsWith("/") || base.endsWith("/") ? "" : "/") + url.source;
}
