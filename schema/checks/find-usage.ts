/**
 * Which operations use what: fields, arguments, input fields, enum values, types, directives, by schema coordinate.
 *
 * A variable may hold any of the fields and values of its type, so that whoever sends one may use them all.
 */
import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type DefinitionNode,
  type GraphQLSchema,
} from "graphql";
import type { ClientOperation } from "./client-operations.ts";
import type { OperationUse } from "./finding.ts";
import { placeOfNode } from "./operation-source.ts";

export interface Usage {
  /**
   * The operations that use a coordinate, each once, with the first place where it does.
   *
   * - `User`: select a field of that type, or on it, or have a variable of it. Of an enum: get it or send it.
   * - `User.email`: select it, on the type or on an interface that has it, or on a type that implements it.
   * - `UserInput.email`, `Role.ADMIN`: send it, or may do so in a variable.
   * - `Query.user(id:)`: give it. `@cached`: are written with it.
   */
  readonly of: (coordinate: string) => readonly OperationUse[];
}

/** @param schema  That the operations are valid in; what they select that it does not know is passed over. */
export function findUsage(schema: GraphQLSchema, operations: readonly ClientOperation[]): Usage {
  const collector = new UseCollector(schema);
  const index = new Map<string, Map<ClientOperation, ASTNode>>();
  for (const operation of operations) {
    for (const definition of operation.document.definitions) {
      for (const [key, node] of collector.usesIn(definition)) {
        let users = index.get(key);
        if (!users) index.set(key, (users = new Map()));
        if (!users.has(operation)) users.set(operation, node);
      }
    }
  }
  return {
    of(coordinate) {
      const found = new Map<ClientOperation, ASTNode>();
      for (const key of keysFor(coordinate, schema)) {
        for (const [operation, node] of index.get(key) ?? []) if (!found.has(operation)) found.set(operation, node);
      }
      return [...found].map(([{ name, location }, node]) => ({ name, location: placeOfNode(node) ?? location }));
    },
  };
}

function keysFor(coordinate: string, schema: GraphQLSchema): string[] {
  const [, typeName = "", rest = ""] = /^(\w+)\.(.+)$/.exec(coordinate) ?? [];
  if (rest === "") return [coordinate];
  const type = schema.getType(typeName);
  if (isObjectType(type) || isInterfaceType(type)) {
    const implementers = isInterfaceType(type) ? Object.values(schema.getImplementations(type)).flat() : [];
    return [coordinate, ...[...type.getInterfaces(), ...implementers].map(({ name }) => `${name}.${rest}`)];
  }
  return [coordinate, variableKey(typeName)];
}

/** No coordinate: sends a variable that may hold values of the type. */
function variableKey(typeName: string): string {
  return `$${typeName}`;
}

type Uses = ReadonlyMap<string, ASTNode>;

/** What is written in one definition. A fragment is read once, however many operations it is in. */
class UseCollector {
  readonly #schema: GraphQLSchema;
  readonly #known = new WeakMap<DefinitionNode, Uses>();
  /** By name of an input type: names of all types that its values are made of. */
  readonly #parts = new Map<string, ReadonlySet<string>>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  usesIn(definition: DefinitionNode): Uses {
    let uses = this.#known.get(definition);
    if (!uses) this.#known.set(definition, (uses = this.#collect(definition)));
    return uses;
  }

  #collect(definition: DefinitionNode): Uses {
    const uses = new Map<string, ASTNode>();
    const add = (key: string, node: ASTNode): void => {
      if (!uses.has(key)) uses.set(key, node);
    };
    const info = new TypeInfo(this.#schema);
    visit(
      definition,
      visitWithTypeInfo(info, {
        Field: (node) => {
          const parent = info.getParentType();
          const field = info.getFieldDef();
          if (!parent || !field || field.name.startsWith("__")) return;
          add(parent.name, node.name);
          add(`${parent.name}.${field.name}`, node.name);
          add(getNamedType(field.type).name, node.name);
        },
        Argument: (node) => {
          const argument = info.getArgument();
          if (!argument) return;
          const directive = info.getDirective();
          const field = info.getFieldDef();
          const parent = info.getParentType();
          const owner = directive ? `@${directive.name}` : field && parent ? `${parent.name}.${field.name}` : undefined;
          if (owner !== undefined) add(`${owner}(${argument.name}:)`, node.name);
          add(getNamedType(argument.type).name, node.name);
        },
        ObjectField: (node) => {
          const parent = getNamedType(info.getParentInputType());
          const type = getNamedType(info.getInputType());
          if (parent) add(`${parent.name}.${node.name.value}`, node.name);
          if (type) add(type.name, node.name);
        },
        EnumValue: (node) => {
          const type = getNamedType(info.getInputType());
          if (type) add(`${type.name}.${node.value}`, node);
        },
        Directive: (node) => add(`@${node.name.value}`, node.name),
        NamedType: (node) => add(node.name.value, node.name),
        VariableDefinition: (node) => {
          const type = typeFromAST(this.#schema, node.type);
          if (!type) return;
          for (const name of this.#partsOf(getNamedType(type).name)) {
            add(name, node.variable);
            add(variableKey(name), node.variable);
          }
        },
      }),
    );
    return uses;
  }

  #partsOf(name: string): ReadonlySet<string> {
    const known = this.#parts.get(name);
    if (known) return known;
    const parts = new Set<string>();
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (parts.has(next)) continue;
      parts.add(next);
      const type = this.#schema.getType(next);
      if (!isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) pending.push(getNamedType(field.type).name);
    }
    this.#parts.set(name, parts);
    return parts;
  }
}
