/** Compiles a fetch document: what `resolve-plan.ts` decides becomes closures and narrowed mappings. */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLField,
  type OperationDefinitionNode,
} from "graphql";
import type { KeyTree, Output } from "../mapping/mapping.ts";
import { narrowMapping, type Wanted as NarrowTo } from "../mapping/narrow.ts";
import { compileArguments, compileUntyped } from "./arguments.ts";
import {
  createFieldCollector,
  type Decide,
  type FieldCollector,
  type SelectedField,
  type Selections,
} from "./collect-fields.ts";
import { compileDirect } from "./compile-direct.ts";
import { compileComplete } from "./complete.ts";
import type { CallSite } from "./connector-call.ts";
import type { ConnectorIndex, IndexedConnector } from "./connector-index.ts";
import type { ExecutableSchema } from "./executable-schema.ts";
import type {
  EntitiesField,
  FetchPlan,
  FieldCall,
  LayoutEntry,
  ObjectPlan,
  Place,
  PlannedField,
  ReferenceRule,
  RootField,
  Step,
  StepGift,
  StepInput,
} from "./fetch-plan.ts";
import { mergeTrees, printFieldSet } from "./field-set.ts";
import { compileKey } from "./representation.ts";
import {
  childOutput,
  createResolver,
  fieldDefinition,
  isListField,
  type Decision,
  type DecidedStep,
  type Resolver,
} from "./resolve-plan.ts";

export interface FetchContext {
  readonly schema: ExecutableSchema;
  readonly index: ConnectorIndex;
}

export function compileFetch(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  context: FetchContext,
  decide: Decide,
): FetchPlan {
  const collector = createFieldCollector(context.schema.types, document, decide);
  const resolver = createResolver(context.schema, context.index, collector);
  return new FetchCompiler(context, collector, resolver).compile(operation);
}

/** What a fetch reads of one mapped output. Written while the fetch is compiled, read to narrow the mapping. */
interface Wanted {
  readonly keys: Map<string, Wanted>;
  /** Whether somebody reads the value as it is, whatever others pick from it. */
  whole: boolean;
}

function nothingWanted(): Wanted {
  return { keys: new Map(), whole: false };
}

function want(wanted: Wanted, name: string): Wanted {
  const known = wanted.keys.get(name);
  if (known) return known;
  const inner = nothingWanted();
  wanted.keys.set(name, inner);
  return inner;
}

function wantTree(wanted: Wanted, tree: KeyTree): void {
  if (tree.size === 0) wanted.whole = true;
  for (const [name, inner] of tree) wantTree(want(wanted, name), inner);
}

class FetchCompiler {
  readonly #schema: ExecutableSchema;
  readonly #index: ConnectorIndex;
  readonly #collector: FieldCollector;
  readonly #resolver: Resolver;

  constructor({ schema, index }: FetchContext, collector: FieldCollector, resolver: Resolver) {
    this.#schema = schema;
    this.#index = index;
    this.#collector = collector;
    this.#resolver = resolver;
  }

  compile(operation: OperationDefinitionNode): FetchPlan {
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    const typeName = isMutation ? this.#schema.roots.mutation : this.#schema.roots.query;
    const fields = this.#collector.collect([{ set: operation.selectionSet, conditional: false }], typeName);
    return { serial: isMutation, roots: fields.map((field) => this.#root(typeName, field)) };
  }

  #root(typeName: string, selected: SelectedField): RootField {
    const { responseName, name, node } = selected;
    if (name === "__typename") return { kind: "constant", responseName, value: () => typeName };
    if (name === "_service") return { kind: "constant", responseName, value: () => this.#service(selected) };
    if (name === "_entities") {
      const argument = node.arguments?.find((each) => each.name.value === "representations")?.value;
      return { kind: "entities", responseName, entities: this.#entities(selected, compileUntyped(argument)) };
    }
    const field = fieldDefinition(this.#schema, typeName, name);
    const connectors = this.#index.ofField(typeName, name);
    const connector = connectors.find((each) => this.#brings(each, field, selected)) ?? connectors[0];
    if (!connector) return { kind: "unresolved", responseName, coordinate: `${typeName}.${name}` };
    return { kind: "call", responseName, call: this.#fieldCall(connector, typeName, selected, false) };
  }

  #service({ selections }: SelectedField): Record<string, string> {
    const fields = this.#collector.collect(selections, "_Service");
    return Object.fromEntries(
      fields.map(({ responseName, name }) => [responseName, name === "sdl" ? this.#schema.sdl : "_Service"]),
    );
  }

  #brings(
    { compiled }: IndexedConnector,
    field: GraphQLField<unknown, unknown>,
    { selections }: SelectedField,
  ): boolean {
    const many = isListField(field);
    const { output } = compiled.connector.selection;
    return this.#possibleTypes(field).every((name) => this.#resolver.decide(name, output, selections, many).isComplete);
  }

  #possibleTypes(field: GraphQLField<unknown, unknown>): readonly string[] {
    const type = getNamedType(field.type);
    if (isAbstractType(type)) return this.#schema.types.getPossibleTypes(type).map(({ name }) => name);
    return isCompositeType(type) ? [type.name] : [];
  }

  #fieldCall(connector: IndexedConnector, typeName: string, selected: SelectedField, many: boolean): FieldCall {
    const wanted = nothingWanted();
    const { output } = connector.compiled.connector.selection;
    const field = this.#field(typeName, selected, output, wanted, many);
    const args = compileArguments(fieldDefinition(this.#schema, typeName, selected.name), selected.node);
    const called = site(connector, wanted);
    return { site: called, args, field, direct: compileDirect(called.selection, field) };
  }

  #field(typeName: string, selected: SelectedField, output: Output, wanted: Wanted, many: boolean): PlannedField {
    const { responseName, name, selections, conditional } = selected;
    const field = fieldDefinition(this.#schema, typeName, name);
    const coordinate = `${typeName}.${name}`;
    const isList = isListField(field);
    const isComposite = isCompositeType(getNamedType(field.type));
    const place = isComposite ? this.#place(field, output, wanted, selections, many || isList) : undefined;
    return {
      responseName,
      name,
      isInherited: name in Object.prototype,
      coordinate,
      type: field.type,
      complete: compileComplete(field.type, coordinate, place),
      isList,
      isNullable: !isNonNullType(field.type),
      conditional,
      place,
    };
  }

  #place(
    field: GraphQLField<unknown, unknown>,
    output: Output,
    wanted: Wanted,
    selections: Selections,
    many: boolean,
  ): Place {
    const typeNames = this.#possibleTypes(field);
    if (typeNames.length > 1) want(wanted, "__typename");
    return { plans: new Map(typeNames.map((name) => [name, this.#object(name, output, wanted, selections, many)])) };
  }

  #object(typeName: string, source: Output, wanted: Wanted, selections: Selections, many: boolean): ObjectPlan {
    const decision = this.#resolver.decide(typeName, source, selections, many);
    const plan = this.#plan(typeName, decision, wanted, selections, many);
    const reference = this.#referenceRule(typeName, source, decision);
    for (const name of reference?.keys ?? []) want(wanted, name);
    return { ...plan, reference };
  }

  #plan(typeName: string, decision: Decision, wanted: Wanted, selections: Selections, many: boolean): ObjectPlan {
    const fields = this.#collector.collect(selections, typeName);
    const layout = fields.map((selected): LayoutEntry => {
      const { responseName, name } = selected;
      if (name === "__typename") return { kind: "typename", responseName };
      const output = decision.known.get(selected);
      if (output) return { kind: "known", field: this.#field(typeName, selected, output, want(wanted, name), many) };
      if (!decision.unresolved.includes(selected)) return { kind: "later", responseName };
      return { kind: "unresolved", responseName, coordinate: `${typeName}.${name}` };
    });
    // What each source must yield: the object itself, then each step.
    const sources = [wanted, ...decision.steps.map(() => nothingWanted())];
    for (const { inputs } of decision.steps) {
      for (const { from, name, tree } of inputs) {
        const source = sources[from];
        if (source) wantTree(want(source, name), tree);
      }
    }
    const steps = decision.steps.map((step, at) =>
      this.#step(typeName, step, sources[at + 1] ?? nothingWanted(), many),
    );
    const plainNames = fields.every(({ responseName }) => responseName !== "__proto__");
    return { typeName, layout, steps, plainNames, reference: undefined };
  }

  #step(typeName: string, { connector, inputs, gives }: DecidedStep, wanted: Wanted, many: boolean): Step {
    const readKey = compileKey(this.#schema.types, typeName, connector.inputs);
    const after = [...new Set(inputs.map(({ from }) => from - 1))].filter((at) => at >= 0);
    const sources = new Set(inputs.map(({ from }) => from));
    const from = sources.size > 1 ? undefined : (inputs[0]?.from ?? 0);
    const common = { inputs, from, after, readKey };
    switch (gives.kind) {
      case "field": {
        const call = this.#fieldCall(connector, typeName, gives.field, many);
        return { ...common, site: call.site, gives: { kind: "field", call, isSelected: true }, needsKey: false };
      }
      case "input": {
        const call = this.#inputCall(connector, typeName, gives.fieldName, wanted);
        return { ...common, site: call.site, gives: { kind: "field", call, isSelected: false }, needsKey: false };
      }
      case "entity": {
        const fields = [...gives.fields].map(([selected, output]) =>
          this.#field(typeName, selected, output, want(wanted, selected.name), many),
        );
        if (connector.compiled.connector.resolver === "typeBatch") wantTree(wanted, connector.inputs);
        const gift: StepGift = { kind: "entity", fields };
        return {
          ...common,
          site: site(connector, wanted),
          gives: gift,
          needsKey: !connector.compiled.settings.callOnNullKey,
        };
      }
      default:
        return gives satisfies never;
    }
  }

  /** A field that is asked for another step's sake: its value is read, never written. */
  #inputCall(connector: IndexedConnector, typeName: string, fieldName: string, wanted: Wanted): FieldCall {
    const definition = fieldDefinition(this.#schema, typeName, fieldName);
    const field: PlannedField = {
      responseName: fieldName,
      name: fieldName,
      isInherited: false,
      coordinate: `${typeName}.${fieldName}`,
      type: definition.type,
      complete: () => null,
      isList: isListField(definition),
      isNullable: !isNonNullType(definition.type),
      conditional: false,
      place: undefined,
    };
    const node = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: fieldName } } as const;
    return {
      site: site(connector, want(wanted, fieldName)),
      args: compileArguments(definition, node),
      field,
      direct: undefined,
    };
  }

  /** An object of which only key fields are had stands for nothing but the entity with that key. */
  #referenceRule(typeName: string, source: Output, { steps }: Decision): ReferenceRule | undefined {
    if (source.kind !== "object") return undefined;
    const entityConnectors = this.#index.ofEntity(typeName);
    const written = this.#schema.keys.get(typeName);
    if (entityConnectors.length === 0 && !written) return undefined;
    if (entityConnectors.some(({ compiled }) => compiled.settings.callOnNullKey)) return undefined;
    const keys = entityConnectors.reduce((tree, { inputs }) => mergeTrees(tree, inputs), written ?? new Map());
    const names = [...source.keys.keys()].filter((name) => name !== "__typename");
    if (names.length === 0 || !names.every((name) => keys.has(name))) return undefined;
    const needed = steps.flatMap(({ gives, inputs }) =>
      gives.kind === "entity" ? inputs.filter(({ from }) => from === 0) : [],
    );
    if (needed.length === 0) return { keys: names, isNullBy: "all" };
    return { keys: [...new Set(needed.map(({ name }) => name))], isNullBy: "any" };
  }

  #entities(
    { selections, conditional }: SelectedField,
    representations: EntitiesField["representations"],
  ): EntitiesField {
    const plans = new Map<string, ObjectPlan | undefined>();
    const planFor: EntitiesField["planFor"] = (typeName, given) => {
      const key = `${typeName} ${printFieldSet(given)}`;
      if (plans.has(key)) return plans.get(key);
      const plan = this.#entity(typeName, given, selections);
      // Representations have the few shapes that the planner gives them; others can only come from a hostile client.
      if (plans.size < 100) plans.set(key, plan);
      return plan;
    };
    const expected = (): readonly ObjectPlan[] =>
      this.#entityTypes().flatMap((typeName) => {
        const isSelected = this.#collector.collect(selections, typeName).length > 0;
        return (isSelected && planFor(typeName, this.#expectedRepresentation(typeName))) || [];
      });
    return { representations, planFor, plansOfFlat: new Map(), expected, conditional };
  }

  #entityTypes(): readonly string[] {
    return Object.keys(this.#schema.types.getTypeMap()).filter(
      (name) => this.#schema.keys.has(name) || this.#index.ofEntity(name).length > 0,
    );
  }

  /** All that a representation can bring: keys, `@external` fields, and whatever connectors of the type ask for. */
  #expectedRepresentation(typeName: string): KeyTree {
    const type = this.#schema.types.getType(typeName);
    const fieldNames = isObjectType(type) ? Object.keys(type.getFields()) : [];
    const connectors = [
      ...this.#index.ofEntity(typeName),
      ...fieldNames.flatMap((name) => this.#index.ofField(typeName, name)),
    ];
    const trees = [
      this.#schema.keys.get(typeName),
      this.#schema.external.get(typeName),
      ...connectors.map(({ inputs }) => inputs),
    ];
    return trees.reduce<KeyTree>((all, tree) => (tree ? mergeTrees(all, tree) : all), new Map());
  }

  #entity(typeName: string, given: KeyTree, selections: Selections): ObjectPlan | undefined {
    const type = this.#schema.types.getType(typeName);
    const source = outputOfTree(given);
    if (isObjectType(type)) {
      const decision = this.#resolver.decide(typeName, source, selections, true);
      return this.#plan(typeName, decision, nothingWanted(), selections, true);
    }
    return isInterfaceType(type) ? this.#interfaceEntity(typeName, source, selections) : undefined;
  }

  /** A reference to an interface: an `entity: true` field of that type tells which object it is. */
  #interfaceEntity(typeName: string, source: Output, selections: Selections): ObjectPlan | undefined {
    for (const connector of this.#index.ofEntity(typeName)) {
      const inputs = [...connector.inputs].map(([name, tree]): StepInput => ({ name, tree, from: 0 }));
      if (!inputs.every(({ name }) => childOutput(source, name))) continue;
      const type = this.#schema.types.getType(typeName);
      if (!isInterfaceType(type)) continue;
      const wanted = nothingWanted();
      want(wanted, "__typename");
      const { output } = connector.compiled.connector.selection;
      const possible = this.#schema.types.getPossibleTypes(type);
      const place: Place = {
        plans: new Map(possible.map(({ name }) => [name, this.#object(name, output, wanted, selections, true)])),
      };
      const step: Step = {
        site: site(connector, wanted),
        after: [],
        inputs,
        from: 0,
        readKey: compileKey(this.#schema.types, typeName, connector.inputs),
        gives: { kind: "whole", complete: compileComplete(type, typeName, place), place },
        needsKey: !connector.compiled.settings.callOnNullKey,
      };
      return { typeName, layout: [], steps: [step], plainNames: true, reference: undefined };
    }
    return undefined;
  }
}

function site({ compiled }: IndexedConnector, wanted: Wanted): CallSite {
  return { compiled, selection: narrowMapping(compiled.connector.selection, wholeLeaves(wanted)) };
}

/** Where nothing is wanted below a key, it is a scalar (or only a `__typename`): its value is taken whole too. */
function wholeLeaves({ keys, whole }: Wanted): NarrowTo | null {
  return whole || keys.size === 0 ? null : new Map([...keys].map(([name, inner]) => [name, wholeLeaves(inner)]));
}

function outputOfTree(tree: KeyTree): Output {
  if (tree.size === 0) return { kind: "leaf" };
  return { kind: "object", keys: new Map([...tree].map(([name, inner]) => [name, outputOfTree(inner)])) };
}
