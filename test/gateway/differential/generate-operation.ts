/** A random operation that is valid against a schema: aliases that look like fields, fragments, conditions, arguments. */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from "graphql";
import type { Draw } from "./draw.ts";

export interface GeneratedOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** @returns `undefined` where what was drawn has conflicting fields. */
export function generateOperation(draw: Draw, schema: GraphQLSchema): GeneratedOperation | undefined {
  const generator = new Generator(draw, schema);
  const query = schema.getQueryType();
  if (!query) return undefined;
  const body = [
    // Uses each condition's variable, which is an error not to.
    generator.selectionSet(query, 0).replace("{", "{ ...Uses"),
    ...generator.fragments,
    "fragment Uses on Query { __typename @skip(if: $yes) @include(if: $no) }",
  ].join("\n");
  const text = `query ($yes: Boolean!, $no: Boolean! = false${body.includes("$x") ? ", $x: Int" : ""}) ${body}`;
  const document = parse(text);
  const variables = { yes: true, no: false, x: 3 };
  return validate(schema, document).length > 0 ? undefined : { text, document, variables };
}

class Generator {
  readonly fragments: string[] = [];
  readonly #draw: Draw;
  readonly #schema: GraphQLSchema;

  constructor(draw: Draw, schema: GraphQLSchema) {
    this.#draw = draw;
    this.#schema = schema;
  }

  selectionSet(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.#draw.upTo(depth > 3 ? 1 : 3);
    const selections = Array.from({ length: count }, () => this.#selection(type, depth));
    return `{ ${selections.join(" ")} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const isFragment = depth < 6 && this.#draw.chance(isAbstractType(type) ? 60 : 15);
    if (isFragment) return this.#fragment(type, depth);
    if (!("getFields" in type) || this.#draw.chance(8)) {
      const alias = this.#draw.chance(30) ? "kind: " : "";
      return `${alias}__typename ${this.#condition()}`;
    }
    const all = Object.values(type.getFields());
    const leaves = all.filter((field) => !isCompositeType(getNamedType(field.type)));
    const field = this.#draw.pick(depth > 4 && leaves.length > 0 ? leaves : all);
    const alias = this.#draw.chance(25) ? `${this.#draw.pick(["id", "code", "f1", "f2", "other", "_r0"])}: ` : "";
    const args = field.args.length > 0 ? this.#draw.pick(["", "(x: 7)", "(x: 2)", "(x: $x)"]) : "";
    const named = getNamedType(field.type);
    const inner = isCompositeType(named) ? (depth > 5 ? "{ __typename }" : this.selectionSet(named, depth + 1)) : "";
    return `${alias}${field.name}${args} ${this.#condition()} ${inner}`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const related = Object.values(this.#schema.getTypeMap())
      .filter(isAbstractType)
      .filter((abstract) => !abstract.name.startsWith("__"))
      .filter((abstract) =>
        possible.some((member) => isObjectType(member) && this.#schema.isSubType(abstract, member)),
      );
    const on = this.#draw.pick([type, ...possible, ...related]);
    const inner = this.selectionSet(on, depth + 1);
    if (this.#draw.chance(30)) {
      const name = `F${this.fragments.length}`;
      this.fragments.push(`fragment ${name} on ${on.name} ${inner}`);
      return `...${name} ${this.#condition()}`;
    }
    return `... on ${on.name} ${this.#condition()} ${inner}`;
  }

  #condition(): string {
    if (!this.#draw.chance(12)) return "";
    return this.#draw.pick([
      "@include(if: $yes)",
      "@skip(if: $no)",
      "@skip(if: $yes)",
      "@include(if: $no)",
      "@skip(if: true)",
      "@include(if: true)",
      "@include(if: $yes) @skip(if: $no)",
    ]);
  }
}
