/**
 * Decides, without data, where each selected field of an object comes from.
 *
 *     User { id name posts { title } company { name } }, known of it: { id, companyId }
 *
 *     known   id
 *     step 0  User[0] by { id }: name                       an entity connector brings all that it can at once
 *     step 1  User.posts[0] by { id }: posts                a field's own connector
 *     step 2  User.company[0] by { companyId }: company
 *
 * In order: what is known; an entity connector, for fields without a connector of their own; the field's own connector;
 * a step whose answer makes another one possible. Steps that nothing uses in the end are dropped.
 */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
} from "graphql";
import type { KeyTree, Output } from "../mapping/mapping.ts";
import type { FieldCollector, SelectedField, Selections } from "./collect-fields.ts";
import type { ConnectorIndex, IndexedConnector } from "./connector-index.ts";
import type { ExecutableSchema } from "./executable-schema.ts";
import type { StepInput } from "./fetch-plan.ts";

export interface Decision {
  /** What the object itself has of the selection. */
  readonly known: ReadonlyMap<SelectedField, Output>;
  readonly steps: readonly DecidedStep[];
  readonly unresolved: readonly SelectedField[];
  /** Whether every field is had, with all that is selected inside it. */
  readonly isComplete: boolean;
}

export interface DecidedStep {
  readonly connector: IndexedConnector;
  readonly inputs: readonly StepInput[];
  readonly gives:
    | { readonly kind: "field"; readonly field: SelectedField }
    /** A field nobody selected, for a later step's sake. */
    | { readonly kind: "input"; readonly fieldName: string }
    | { readonly kind: "entity"; readonly fields: ReadonlyMap<SelectedField, Output> };
}

export interface Resolver {
  /**
   * @param source  What the object at hand has.
   * @param many  Whether there may be several objects at the place, so that a batch pays.
   */
  decide(typeName: string, source: Output, selections: Selections, many: boolean): Decision;
}

export function createResolver(schema: ExecutableSchema, index: ConnectorIndex, collector: FieldCollector): Resolver {
  const memo = new WeakMap<Selections, WeakMap<Output, Map<string, Decision>>>();

  const decide: Resolver["decide"] = (typeName, source, selections, many) => {
    const bySource = memo.get(selections) ?? new WeakMap<Output, Map<string, Decision>>();
    memo.set(selections, bySource);
    const byType = bySource.get(source) ?? new Map<string, Decision>();
    bySource.set(source, byType);
    const key = `${typeName} ${many}`;
    const known = byType.get(key);
    if (known) return known;
    const decision = new ObjectDecider({ schema, index, resolves }, typeName, source, many).decide(
      collector.collect(selections, typeName).filter(({ name }) => name !== "__typename"),
    );
    byType.set(key, decision);
    return decision;
  };

  /** Whether a value with that output has all that is selected of it. */
  function resolves(
    field: GraphQLField<unknown, unknown>,
    output: Output,
    selections: Selections,
    many: boolean,
  ): boolean {
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return true;
    const within = many || isListField(field);
    const possible = isAbstractType(type) ? schema.types.getPossibleTypes(type) : [type];
    return possible.every(({ name }) => decide(name, output, selections, within).isComplete);
  }

  return { decide };
}

export function isListField({ type }: GraphQLField<unknown, unknown>): boolean {
  return String(type).startsWith("[");
}

interface DeciderContext {
  readonly schema: ExecutableSchema;
  readonly index: ConnectorIndex;
  readonly resolves: (
    field: GraphQLField<unknown, unknown>,
    output: Output,
    selections: Selections,
    many: boolean,
  ) => boolean;
}

interface DraftStep {
  readonly connector: IndexedConnector;
  readonly inputs: readonly StepInput[];
  readonly gives:
    | { readonly kind: "field"; readonly field: SelectedField }
    | { readonly kind: "input"; readonly fieldName: string }
    | { readonly kind: "entity"; readonly fields: Map<SelectedField, Output> };
}

class ObjectDecider {
  readonly #context: DeciderContext;
  readonly #typeName: string;
  readonly #many: boolean;
  readonly #known = new Map<SelectedField, Output>();
  readonly #steps: DraftStep[] = [];
  /** What is had: of the object itself, then of each step. */
  readonly #sources: Output[];
  readonly #used = new Set<IndexedConnector>();

  constructor(context: DeciderContext, typeName: string, source: Output, many: boolean) {
    this.#context = context;
    this.#typeName = typeName;
    this.#many = many;
    this.#sources = [source];
  }

  decide(fields: readonly SelectedField[]): Decision {
    // Second, fields of which not all can be had: their inner fields that cannot be had get the error, not they.
    const partial = this.#assign(fields, true);
    const unresolved = partial.length === 0 ? partial : this.#assign(partial, false);
    return { known: this.#known, steps: this.#pruned(), unresolved, isComplete: partial.length === 0 };
  }

  /** @returns The fields that are still not had. */
  #assign(fields: readonly SelectedField[], strict: boolean): readonly SelectedField[] {
    let remaining = fields;
    for (;;) {
      remaining = remaining.filter((field) => !this.#takeFromSources(field, strict));
      if (remaining.length === 0) return remaining;
      if (this.#addEntityStep(remaining, strict)) continue;
      const after = remaining.filter((field) => !this.#addFieldStep(field, strict));
      if (after.length < remaining.length) {
        remaining = after;
        continue;
      }
      if (!this.#addEnablingStep(remaining)) return remaining;
    }
  }

  #takeFromSources(field: SelectedField, strict: boolean): boolean {
    for (const [at, source] of this.#sources.entries()) {
      const output = this.#outputOf(source, field);
      if (!output || !this.#has(field, output, strict)) continue;
      const step = this.#steps[at - 1];
      if (!step) this.#known.set(field, output);
      else if (step.gives.kind === "entity") step.gives.fields.set(field, output);
      else continue;
      return true;
    }
    return false;
  }

  #has(field: SelectedField, output: Output, strict: boolean): boolean {
    return !strict || this.#context.resolves(this.#definition(field.name), output, field.selections, this.#many);
  }

  /** Of a value nothing is known of (`$`, `$.data`), fields with a connector of their own are not expected. */
  #outputOf(source: Output, { name }: SelectedField): Output | undefined {
    if (source.kind !== "object" && this.#own(name).length > 0) return undefined;
    return childOutput(source, name);
  }

  #own(fieldName: string): readonly IndexedConnector[] {
    return this.#context.index.ofField(this.#typeName, fieldName);
  }

  #addEntityStep(remaining: readonly SelectedField[], strict: boolean): boolean {
    let best: { connector: IndexedConnector; inputs: readonly StepInput[]; score: number } | undefined;
    for (const connector of this.#entityConnectors()) {
      const { output } = connector.compiled.connector.selection;
      const inputs = this.#used.has(connector) ? undefined : this.#inputsOf(connector);
      if (!inputs) continue;
      const score = remaining.filter((field) => {
        const child = this.#own(field.name).length > 0 ? undefined : this.#outputOf(output, field);
        return child && this.#has(field, child, strict);
      }).length;
      if (score > (best?.score ?? 0)) best = { connector, inputs, score };
    }
    if (!best) return false;
    this.#add({ connector: best.connector, inputs: best.inputs, gives: { kind: "entity", fields: new Map() } });
    return true;
  }

  /** Batches first where there may be several objects, last where there is one. */
  #entityConnectors(): readonly IndexedConnector[] {
    return this.#context.index
      .ofEntity(this.#typeName)
      .toSorted((a, b) => (isBatch(a) === isBatch(b) ? 0 : isBatch(a) === this.#many ? -1 : 1));
  }

  #addFieldStep(field: SelectedField, strict: boolean): boolean {
    for (const connector of this.#own(field.name)) {
      const inputs = this.#inputsOf(connector);
      if (!inputs || !this.#has(field, connector.compiled.connector.selection.output, strict)) continue;
      this.#add({ connector, inputs, gives: { kind: "field", field } });
      return true;
    }
    return false;
  }

  /** A step for the sake of what it brings to the inputs of others. */
  #addEnablingStep(remaining: readonly SelectedField[]): boolean {
    const entities = this.#entityConnectors();
    const blocked = [...remaining.flatMap(({ name }) => this.#own(name)), ...entities].filter(
      (each) => !this.#used.has(each),
    );
    const missing = blocked.flatMap(({ inputs }) =>
      [...inputs].filter(([name, tree]) => this.#sourceOf(name, tree) < 0),
    );
    for (const [name, tree] of missing) {
      const bringsIt = (output: Output): boolean => {
        const child = childOutput(output, name);
        return child !== undefined && covers(child, tree);
      };
      const enabling = entities.find(
        (each) => !this.#used.has(each) && bringsIt(each.compiled.connector.selection.output) && this.#inputsOf(each),
      );
      if (enabling) {
        this.#add({
          connector: enabling,
          inputs: this.#inputsOf(enabling) ?? [],
          gives: { kind: "entity", fields: new Map() },
        });
        return true;
      }
      const takesNoArguments = this.#definition(name).args.every((argument) => !isRequiredArgument(argument));
      for (const connector of takesNoArguments ? this.#own(name) : []) {
        const inputs = this.#inputsOf(connector);
        if (!inputs || this.#used.has(connector) || !covers(connector.compiled.connector.selection.output, tree))
          continue;
        this.#add({ connector, inputs, gives: { kind: "input", fieldName: name } });
        return true;
      }
    }
    return false;
  }

  #add(step: DraftStep): void {
    const { output } = step.connector.compiled.connector.selection;
    this.#steps.push(step);
    if (step.gives.kind === "field") {
      // Its arguments are the client's, so it is no source for the inputs of others.
      this.#sources.push(nothing);
      return;
    }
    this.#used.add(step.connector);
    this.#sources.push(
      step.gives.kind === "entity" ? output : { kind: "object", keys: new Map([[step.gives.fieldName, output]]) },
    );
  }

  #inputsOf({ inputs }: IndexedConnector): readonly StepInput[] | undefined {
    const found: StepInput[] = [];
    for (const [name, tree] of inputs) {
      const from = this.#sourceOf(name, tree);
      if (from < 0) return undefined;
      found.push({ name, tree, from });
    }
    return found;
  }

  #sourceOf(name: string, tree: KeyTree): number {
    return this.#sources.findIndex((source) => {
      const output = childOutput(source, name);
      return output !== undefined && covers(output, tree);
    });
  }

  #definition(fieldName: string): GraphQLField<unknown, unknown> {
    return fieldDefinition(this.#context.schema, this.#typeName, fieldName);
  }

  #pruned(): readonly DecidedStep[] {
    const kept = new Set<number>();
    const keep = (at: number): void => {
      const step = this.#steps[at];
      if (!step || kept.has(at)) return;
      kept.add(at);
      for (const { from } of step.inputs) keep(from - 1);
    };
    for (const [at, { gives }] of this.#steps.entries()) {
      if (gives.kind === "field" || (gives.kind === "entity" && gives.fields.size > 0)) keep(at);
    }
    const order = [...kept].toSorted((a, b) => a - b);
    return order.flatMap((at) => {
      const step = this.#steps[at];
      if (!step) return [];
      const inputs = step.inputs.map((input) => ({
        ...input,
        from: input.from === 0 ? 0 : order.indexOf(input.from - 1) + 1,
      }));
      return [{ ...step, inputs }];
    });
  }
}

function isBatch({ compiled }: IndexedConnector): boolean {
  return compiled.connector.resolver === "typeBatch";
}

const nothing: Output = { kind: "object", keys: new Map() };

export function fieldDefinition(
  { types }: ExecutableSchema,
  typeName: string,
  fieldName: string,
): GraphQLField<unknown, unknown> {
  const type = types.getType(typeName);
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
  if (!field) throw new Error(`\`${typeName}.${fieldName}\` is not a field of this subgraph.`);
  return field;
}

/** The output of a key; below a leaf or an unknown value anything may be. */
export function childOutput(output: Output, name: string): Output | undefined {
  return output.kind === "object" ? output.keys.get(name) : output;
}

function covers(output: Output, tree: KeyTree): boolean {
  return [...tree].every(([name, inner]) => {
    const child = childOutput(output, name);
    return child !== undefined && covers(child, inner);
  });
}
