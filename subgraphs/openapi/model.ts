/** What the types of the SDL are made from. Filled while schemas are read; names come when all are known. */

/** `output` is what an answer holds, `input` what a request sends. */
export type Direction = "output" | "input";

export type TypeRef = { readonly nullable: boolean } & (
  | { readonly kind: "scalar"; readonly name: ScalarName }
  | { readonly kind: "enum"; readonly type: EnumType }
  | { readonly kind: "object"; readonly type: ObjectType }
  | { readonly kind: "union"; readonly type: UnionType }
  | { readonly kind: "interface"; readonly type: InterfaceType }
  /** `isMap`: in JSON it is an object, whose keys and values are the items. */
  | { readonly kind: "list"; readonly item: TypeRef; readonly isMap?: true }
);

export type ScalarName = "String" | "Int" | "Float" | "Boolean" | "ID" | "JSON" | "BigInt";

/** Candidates for a name, best first; the first that nobody else wants more is taken. */
export interface Named {
  name: string;
  /** Of the schema: tells types of one name apart when nothing else does. */
  readonly pointer: string;
  readonly origin: NameOrigin;
  /** Whether schemas at several places became this one type: its name is then not of one of them. */
  isShared: boolean;
}

export type NameOrigin =
  /** A component has a name of its own. */
  | { readonly kind: "component"; readonly text: string }
  /** A schema inside another one. */
  | { readonly kind: "inside"; readonly owner: Named; readonly words: readonly string[] }
  /** What is none of the types that an interface knows. */
  | { readonly kind: "other"; readonly owner: Named }
  /** A schema of an operation: `words` say what of it (`Response`, `Input`), and are empty for what the field's name says. */
  | {
      readonly kind: "operation";
      readonly owner: OperationName;
      readonly words: readonly string[];
      readonly isItem: boolean;
    };

/** Known once operations are named. */
export interface OperationName {
  field: string;
}

export interface ObjectType extends Named {
  readonly kind: "object";
  readonly direction: Direction;
  description: string | undefined;
  /** What the document calls a schema that has no name. */
  readonly title: string | undefined;
  fields: ObjectField[];
  /** In a request: a value has one of the fields, and what is sent is the value of that field alone. */
  readonly isOneOf?: true;
  /** Field sets of `@key`. */
  keys: string[];
  /** Lines of its `@mapping`, where selections leave its fields open. */
  mapping?: readonly string[];
  /** Its own connector, which answers for references. */
  connect?: string;
  /** Lines of a comment after its fields. */
  readonly proposals: string[];
}

export interface ObjectField {
  /** The key in JSON. */
  readonly wire: string;
  readonly name: string;
  type: TypeRef;
  /** In an answer: always there. In a request: has to be sent. */
  readonly required: boolean;
  readonly description: string | undefined;
  readonly deprecated: boolean;
  /** Bytes: a file in a form. */
  readonly isFile: boolean;
  /** A reference to an entity: its key, from the value at `wire`. */
  readonly referenceBy?: string;
  /** The value is an object, which has the key at this key of its own. */
  readonly referenceInside?: string;
}

export interface EnumType extends Named {
  readonly kind: "enum";
  readonly description: string | undefined;
  readonly values: readonly EnumValue[];
  /** Whether some value is another text in JSON. */
  readonly isMapped: boolean;
}

export interface EnumValue {
  readonly wire: string;
  readonly name: string;
}

interface MembersType extends Named {
  readonly description: string | undefined;
  readonly discriminant: Discriminant;
  members: readonly AbstractMember[];
  /** What a value is that is none of the members. Without it, that is null. */
  readonly other?: ObjectType;
  /** Lines of its `@mapping`. */
  mapping?: readonly string[];
}

/** What says which member a value is of. */
export type Discriminant =
  /** A text that the value has. `optional`: it may do without. */
  | { readonly kind: "property"; readonly property: string; readonly optional: boolean }
  /** The status of the answer. `empty`: those with which nothing comes. */
  | { readonly kind: "status"; readonly empty: readonly string[] };

export interface AbstractMember {
  /** Values of the discriminant that mean this member. */
  readonly values: readonly string[];
  readonly type: ObjectType;
}

export interface UnionType extends MembersType {
  readonly kind: "union";
}

/** The members extend one schema. */
export interface InterfaceType extends MembersType {
  readonly kind: "interface";
  /** That schema by itself: what a value is that is none of the members. */
  readonly other: ObjectType;
}

export type AbstractType = UnionType | InterfaceType;

export type NamedType = ObjectType | EnumType | AbstractType;

export function isAbstract<R extends TypeRef>(ref: R): ref is Extract<R, { kind: "union" | "interface" }> {
  return ref.kind === "union" || ref.kind === "interface";
}

/** All object types that a value can be of. */
export function possibleTypes({ members, other }: AbstractType): readonly ObjectType[] {
  return [...new Set([...members.map(({ type }) => type), ...(other ? [other] : [])])];
}

export function isNonNull(field: ObjectField): boolean {
  return field.required && !field.type.nullable;
}
