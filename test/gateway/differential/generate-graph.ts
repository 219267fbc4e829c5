/**
 * A random graph, split over subgraphs: entities with one or several keys, value types, an interface and a union, fields
 * that one or two subgraphs resolve, `@requires`, `@provides`, `@override`, an `@interfaceObject`.
 */
import type { Draw } from "./draw.ts";

export interface GeneratedField {
  readonly name: string;
  /** As in SDL: `[E0!]`. */
  readonly type: string;
  readonly hasArgument: boolean;
  /** The external field of the same entity that its value is computed from. */
  readonly requires?: string;
  /** `throw`: some values are errors; `null`: some are null, whatever the type says. */
  readonly fault?: "throw" | "null";
  /** Never null: where subgraphs differ about it. */
  readonly isSolid?: boolean;
}

export interface GeneratedGraph {
  readonly subgraphs: readonly { readonly name: string; readonly sdl: string }[];
  /** By coordinate. Fields that an `@interfaceObject` adds stand under the interface's name. */
  readonly fields: ReadonlyMap<string, GeneratedField>;
  readonly entities: readonly string[];
  /** Members of the interfaces and of the union. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

interface Entity {
  readonly name: string;
  readonly fields: GeneratedField[];
  /** Subgraphs that know the type at all, with the keys they have. */
  readonly keys: Map<number, string[]>;
}

export function generateGraph(draw: Draw): GeneratedGraph {
  return new Generator(draw).generate();
}

const enumSdl = "enum Color { RED GREEN BLUE }";

class Generator {
  readonly #draw: Draw;
  readonly #count: number;
  readonly #fields = new Map<string, GeneratedField>();
  readonly #entities: Entity[] = [];
  /** Lines of each subgraph's types: `User` -> fields. */
  readonly #types: Map<string, { head: string; lines: Map<string, string> }>[] = [];
  readonly #members = new Map<string, readonly string[]>();
  /** The subgraph that has `N` as an `@interfaceObject`: it may not know the members. */
  #interfaceObjectIn: number | undefined;
  #names = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#count = 2 + draw.upTo(2);
    for (let index = 0; index < this.#count; index += 1) this.#types.push(new Map());
  }

  generate(): GeneratedGraph {
    const entityCount = 2 + this.#draw.upTo(1);
    for (let index = 0; index < entityCount; index += 1) this.#addEntity(`E${index}`);
    const names = this.#entities.map(({ name }) => name);
    this.#members.set("U", names.slice(0, 2));
    this.#members.set("N", names.slice(0, 1 + this.#draw.upTo(1)));
    this.#addInterfaceObject();
    for (const entity of this.#entities) {
      const fieldCount = 2 + this.#draw.upTo(3);
      for (let index = 0; index < fieldCount; index += 1) this.#addEntityField(entity);
      if (this.#draw.chance(50)) this.#addRequires(entity);
    }
    for (let index = 0; index < this.#count; index += 1) {
      const rootCount = 1 + this.#draw.upTo(1);
      for (let root = 0; root < rootCount; root += 1) this.#addRoot(index);
    }
    return {
      subgraphs: this.#types.map((types, index) => ({ name: `s${index}`, sdl: this.#print(types) })),
      fields: this.#fields,
      entities: names,
      members: this.#members,
    };
  }

  #addEntity(name: string): void {
    const keys = new Map<number, string[]>();
    const kinds = ["id", "code", "a b", "nest { x }"];
    const second = this.#draw.chance(40) ? kinds[1 + this.#draw.upTo(2)] : undefined;
    for (let index = 0; index < this.#count; index += 1) {
      if (second === undefined) keys.set(index, ["id"]);
      // The first subgraph knows both, so that every other can be reached from every other.
      else if (index === 0) keys.set(index, ["id", second]);
      else keys.set(index, this.#draw.pick([["id"], [second], ["id", second]]));
    }
    this.#entities.push({ name, fields: [], keys });
  }

  /** Makes the subgraph know the entity: its keys, and nothing else. */
  #stub(subgraph: number, entity: Entity): Map<string, string> {
    const keys = entity.keys.get(subgraph) ?? [];
    const head = `type ${entity.name} ${keys.map((key) => `@key(fields: "${key}")`).join(" ")}`;
    const lines = this.#type(subgraph, entity.name, head);
    const isNode = this.#isNode(subgraph, entity.name);
    for (const key of isNode ? [...keys, "id"] : keys) {
      if (key === "nest { x }") {
        lines.set("nest", "nest: Nest!");
        this.#type(subgraph, "Nest", "type Nest").set("x", "x: ID! @shareable");
      } else for (const name of key.split(" ")) lines.set(name, `${name}: ID!`);
    }
    for (const key of ["id", "code", "a", "b"]) {
      // Several subgraphs resolve a key that is not each one's key.
      if (lines.has(key) && !keys.join(" ").split(" ").includes(key)) lines.set(key, `${key}: ID! @shareable`);
      this.#fields.set(`${entity.name}.${key}`, { name: key, type: "ID!", hasArgument: false });
    }
    return lines;
  }

  #isNode(subgraph: number, entity: string): boolean {
    return this.#types[subgraph]?.has("N") === true && (this.#members.get("N") ?? []).includes(entity);
  }

  #type(subgraph: number, name: string, head: string): Map<string, string> {
    const types = this.#types[subgraph];
    if (!types) throw new Error(`There is no subgraph ${subgraph}.`);
    const known = types.get(name);
    if (known) return known.lines;
    const lines = new Map<string, string>();
    types.set(name, { head, lines });
    return lines;
  }

  /** Makes the subgraph know a type that one of its fields has. */
  #know(subgraph: number, named: string): void {
    const entity = this.#entities.find(({ name }) => name === named);
    if (entity) this.#stub(subgraph, entity);
    else if (named === "U") {
      for (const member of this.#members.get("U") ?? []) this.#know(subgraph, member);
      this.#type(subgraph, "U", `union U = ${(this.#members.get("U") ?? []).join(" | ")}`);
    } else if (named === "N") {
      this.#type(subgraph, "N", "interface N").set("id", "id: ID!");
      for (const member of this.#members.get("N") ?? []) this.#know(subgraph, member);
    } else if (named === "Value") {
      const lines = this.#type(subgraph, "Value", "type Value @shareable");
      lines.set("text", "text: String");
      lines.set("id", "id: Int!");
      lines.set("color", "color: Color");
      this.#type(subgraph, "Color", enumSdl);
      this.#fields.set("Value.text", { name: "text", type: "String", hasArgument: false });
      this.#fields.set("Value.id", { name: "id", type: "Int!", hasArgument: false });
      this.#fields.set("Value.color", { name: "color", type: "Color", hasArgument: false });
    } else if (named === "Color") this.#type(subgraph, "Color", enumSdl);
  }

  #mayKnow(subgraph: number, named: string): boolean {
    if (subgraph !== this.#interfaceObjectIn) return true;
    const members = this.#members.get("N") ?? [];
    return named !== "U" && !members.includes(named);
  }

  /** The first subgraph from `start` on that may have fields of the type. */
  #place(start: number, named: string): number {
    return this.#mayKnow(start % this.#count, named) ? start % this.#count : (start + 1) % this.#count;
  }

  #nextName(): string {
    this.#names += 1;
    return `f${this.#names}`;
  }

  #drawType(named: string): string {
    const isLeaf = named === "String" || named === "Int" || named === "Color";
    if (isLeaf) return this.#draw.pick([named, `${named}!`, `[${named}!]`, `[${named}]!`]);
    return this.#draw.pick([`[${named}!]!`, named, `${named}!`, `[${named}]`, `[[${named}!]!]`]);
  }

  #addEntityField(entity: Entity): void {
    const name = this.#nextName();
    const owner = this.#place(this.#draw.upTo(this.#count - 1), entity.name);
    const all = ["String", "Int", "Color", "Value", "U", "N", ...this.#entities.map((known) => known.name)];
    const named = this.#draw.pick(all.filter((type) => this.#mayKnow(owner, type)));
    const type = this.#drawType(named);
    const hasArgument = this.#draw.chance(25);
    const fault = this.#draw.chance(15) ? this.#draw.pick(["throw", "null"] as const) : undefined;
    const isScalar = named === "String" || named === "Int";
    const second = isScalar && this.#draw.chance(25) ? this.#place(owner + 1, entity.name) : undefined;
    if (second === owner) return;
    const isSolid = second !== undefined && type.endsWith("!");
    const field: GeneratedField = {
      name,
      type: isSolid ? type.slice(0, -1) : type,
      hasArgument,
      isSolid,
      ...(fault && second === undefined ? { fault } : {}),
    };
    const args = hasArgument ? "(x: Int = 1)" : "";
    this.#know(owner, named);
    if (second === undefined) {
      this.#stub(owner, entity).set(name, `${name}${args}: ${type}`);
    } else if (this.#draw.chance(40) && !isSolid) {
      const label = this.#draw.chance(50) ? `, label: "percent(50)"` : "";
      this.#stub(owner, entity).set(name, `${name}${args}: ${type}`);
      this.#stub(second, entity).set(name, `${name}${args}: ${type} @override(from: "s${owner}"${label})`);
    } else {
      this.#stub(owner, entity).set(name, `${name}${args}: ${type} @shareable`);
      this.#stub(second, entity).set(name, `${name}${args}: ${field.type} @shareable`);
    }
    entity.fields.push(field);
    this.#fields.set(`${entity.name}.${name}`, field);
  }

  #addRequires(entity: Entity): void {
    const owned = this.#ownersOfSolid(entity);
    if (owned.length === 0) return;
    const [required, owner] = this.#draw.pick(owned);
    const subgraph = this.#place(owner + 1, entity.name);
    if (subgraph === owner) return;
    const lines = this.#stub(subgraph, entity);
    if (lines.has(required.name)) return;
    const args = required.hasArgument ? "(x: Int = 1)" : "";
    lines.set(required.name, `${required.name}${args}: ${required.type} @external`);
    const name = this.#nextName();
    const selection = required.hasArgument ? `${required.name}(x: 7)` : required.name;
    lines.set(name, `${name}: String @requires(fields: "${selection}")`);
    const field = { name, type: "String", hasArgument: false, requires: required.name };
    entity.fields.push(field);
    this.#fields.set(`${entity.name}.${name}`, field);
  }

  /** Leaf fields without faults that one subgraph alone resolves. */
  #ownersOfSolid(entity: Entity): [GeneratedField, number][] {
    return entity.fields.flatMap((field): [GeneratedField, number][] => {
      if (field.fault || field.requires !== undefined || !/^(String|Int)!?$/.test(field.type)) return [];
      const owners = this.#types.flatMap((types, index) =>
        types.get(entity.name)?.lines.has(field.name) ? [index] : [],
      );
      const [owner] = owners;
      return owner === undefined || owners.length > 1 ? [] : [[field, owner]];
    });
  }

  #addRoot(subgraph: number): void {
    const all = ["U", "N", ...this.#entities.map(({ name }) => name)];
    const named = this.#draw.pick(all.filter((type) => this.#mayKnow(subgraph, type)));
    const type = this.#drawType(named);
    const field: GeneratedField = { name: this.#nextName(), type, hasArgument: this.#draw.chance(30) };
    this.#know(subgraph, named);
    const provides = this.#provide(subgraph, named);
    const args = field.hasArgument ? "(x: Int = 1)" : "";
    this.#type(subgraph, "Query", "type Query").set(field.name, `${field.name}${args}: ${type} ${provides}`);
    this.#fields.set(`Query.${field.name}`, field);
  }

  #provide(subgraph: number, named: string): string {
    const entity = this.#entities.find(({ name }) => name === named);
    if (!entity || !this.#draw.chance(30)) return "";
    const lines = this.#stub(subgraph, entity);
    const owned = this.#ownersOfSolid(entity).filter(([field, owner]) => owner !== subgraph && !lines.has(field.name));
    const [found] = owned;
    if (!found || found[0].hasArgument) return "";
    lines.set(found[0].name, `${found[0].name}: ${found[0].type} @external`);
    return `@provides(fields: "${found[0].name}")`;
  }

  /** One subgraph has the interface with its members, another adds a field to all of them at once. */
  #addInterfaceObject(): void {
    if (!this.#draw.chance(40)) return;
    const members = this.#members.get("N") ?? [];
    this.#type(0, "N", `interface N @key(fields: "id")`).set("id", "id: ID!");
    for (const member of members) {
      const entity = this.#entities.find(({ name }) => name === member);
      if (!entity) continue;
      // The members must have the interface's key wherever the interface is an entity.
      const keys = entity.keys.get(0) ?? [];
      if (!keys.includes("id")) entity.keys.set(0, ["id", ...keys]);
      this.#stub(0, entity);
    }
    const subgraph = this.#count - 1;
    this.#interfaceObjectIn = subgraph;
    const lines = this.#type(subgraph, "N", `type N @interfaceObject @key(fields: "id")`);
    lines.set("id", "id: ID!");
    const name = this.#nextName();
    lines.set(name, `${name}: String`);
    this.#fields.set(`N.${name}`, { name, type: "String", hasArgument: false });
  }

  #print(types: ReadonlyMap<string, { head: string; lines: ReadonlyMap<string, string> }>): string {
    const isInterface = types.get("N")?.head.startsWith("interface") === true;
    return [...types]
      .map(([name, { head, lines }]) => {
        const isNode = isInterface && (this.#members.get("N") ?? []).includes(name);
        const written = isNode ? head.replace(name, `${name} implements N`) : head;
        return lines.size > 0
          ? `${written} {\n${[...lines.values()].map((line) => `  ${line}`).join("\n")}\n}`
          : written;
      })
      .join("\n");
  }
}
