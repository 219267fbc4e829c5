/** What composition would say of a subgraph that hid the same: the codes are its own. */
import {
  Kind,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeNode,
} from "graphql";
import type { compositionCodes } from "../composition-codes.ts";
import { graphTypes, queryRootOf, type GraphType } from "./supergraph-elements.ts";

export interface ContractFault {
  readonly code: keyof typeof compositionCodes;
  readonly coordinate: string;
  readonly message: string;
  readonly fix?: string;
}

/** @param hidden  Coordinates, as `findHidden` finds them. */
export function findContractFaults(supergraph: DocumentNode, hidden: ReadonlySet<string>): ContractFault[] {
  const root = queryRootOf(supergraph);
  if (hidden.has(root)) {
    return [
      {
        code: "QUERY_ROOT_TYPE_INACCESSIBLE",
        coordinate: root,
        message: `\`${root}\` is left out, so that nothing can be asked.`,
      },
    ];
  }
  const types = new Map(graphTypes(supergraph).map((type) => [type.name.value, type]));
  return [...types.values()]
    .filter(({ name }) => !hidden.has(name.value))
    .flatMap((type) => [...emptied(type, hidden), ...faultsIn(type, types, hidden)]);
}

function emptied(type: GraphType, hidden: ReadonlySet<string>): ContractFault[] {
  const name = type.name.value;
  const children =
    type.kind === Kind.SCALAR_TYPE_DEFINITION
      ? undefined
      : type.kind === Kind.UNION_TYPE_DEFINITION
        ? type.types?.map((member) => member.name.value)
        : (type.kind === Kind.ENUM_TYPE_DEFINITION ? type.values : type.fields)?.map(
            (child) => `${name}.${child.name.value}`,
          );
  if (!children || children.some((child) => !hidden.has(child))) return [];
  const message = `\`${name}\` is in it, and nothing that is in \`${name}\`.`;
  return [{ code: "ONLY_INACCESSIBLE_CHILDREN", coordinate: name, message }];
}

function faultsIn(
  type: GraphType,
  types: ReadonlyMap<string, GraphType>,
  hidden: ReadonlySet<string>,
): ContractFault[] {
  const name = type.name.value;
  if (type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    return (type.fields ?? []).flatMap((field) => inputFaults(`${name}.${field.name.value}`, field, hidden));
  }
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  const own = (type.fields ?? []).flatMap((field) => fieldFaults(`${name}.${field.name.value}`, field, hidden));
  const inherited = (type.interfaces ?? []).flatMap((node) => {
    const wider = types.get(node.name.value);
    if (wider?.kind !== Kind.INTERFACE_TYPE_DEFINITION || hidden.has(node.name.value)) return [];
    return (wider.fields ?? []).flatMap((field) => implementationFaults(name, node.name.value, field, hidden));
  });
  return [...own, ...inherited];
}

function fieldFaults(coordinate: string, field: FieldDefinitionNode, hidden: ReadonlySet<string>): ContractFault[] {
  if (hidden.has(coordinate)) return [];
  return [
    ...typeFaults(coordinate, field.type, hidden),
    ...(field.arguments ?? []).flatMap((argument) =>
      inputFaults(`${coordinate}(${argument.name.value}:)`, argument, hidden),
    ),
  ];
}

function typeFaults(coordinate: string, type: TypeNode, hidden: ReadonlySet<string>): ContractFault[] {
  const name = namedType(type);
  if (!hidden.has(name)) return [];
  return [
    {
      code: "REFERENCED_INACCESSIBLE",
      coordinate,
      message: `\`${coordinate}\` is in it, and its type \`${name}\` is not.`,
      fix: `Tag \`${coordinate}\` as \`${name}\` is tagged.`,
    },
  ];
}

function inputFaults(
  coordinate: string,
  input: InputValueDefinitionNode,
  hidden: ReadonlySet<string>,
): ContractFault[] {
  if (hidden.has(coordinate)) {
    if (input.type.kind !== Kind.NON_NULL_TYPE || input.defaultValue) return [];
    const message = `\`${coordinate}\` is left out, and must be given.`;
    return [
      { code: "REQUIRED_INACCESSIBLE", coordinate, message, fix: "Make it nullable, or give it a default value." },
    ];
  }
  const isHidden = input.defaultValue && usesHidden(input.defaultValue, namedType(input.type), hidden);
  if (!isHidden) return typeFaults(coordinate, input.type, hidden);
  const message = `The default value of \`${coordinate}\` holds an enum value that is left out.`;
  return [{ code: "DEFAULT_VALUE_USES_INACCESSIBLE", coordinate, message }];
}

/** In lists too. What the fields of an object hold is not followed: graphql-js takes the default away then. */
function usesHidden(value: ConstValueNode, typeName: string, hidden: ReadonlySet<string>): boolean {
  if (value.kind === Kind.LIST) return value.values.some((item) => usesHidden(item, typeName, hidden));
  return value.kind === Kind.ENUM && hidden.has(`${typeName}.${value.value}`);
}

function implementationFaults(
  typeName: string,
  wider: string,
  field: FieldDefinitionNode,
  hidden: ReadonlySet<string>,
): ContractFault[] {
  const name = field.name.value;
  if (hidden.has(`${wider}.${name}`)) return [];
  const inputs = (field.arguments ?? []).map((argument) => `${name}(${argument.name.value}:)`);
  return [name, ...inputs].flatMap((member): ContractFault[] => {
    if (hidden.has(`${wider}.${member}`) || !hidden.has(`${typeName}.${member}`)) return [];
    const message = `\`${typeName}.${member}\` is left out, and \`${wider}.${member}\`, which it implements, is not.`;
    return [{ code: "IMPLEMENTED_BY_INACCESSIBLE", coordinate: `${typeName}.${member}`, message }];
  });
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
