/** Names of types: the component's own, or what they are in. */
import { assignNames, type NameWish } from "./assign-names.ts";
import type { Named, NamedType } from "./model.ts";
import { typePrefix } from "./name-operations.ts";
import { pascalCase, singularLast, spellOut, wordsOf } from "./words.ts";

/** What GraphQL, federation and connect call something themselves, and our own scalars. */
const reserved =
  "Query Mutation Subscription Int Float String Boolean ID JSON BigInt JSONSelection URLTemplate ConnectHTTP ConnectBatch " +
  "SourceHTTP HTTPHeaderMapping ConnectorErrors FieldSet Any Entity Service Policy Scope Import Purpose";

const longestName = 50;

/** @param locked  Names of an earlier import, by `typeKey`. */
export function nameTypes(types: readonly NamedType[], locked: Readonly<Record<string, string>>): void {
  for (const type of types) type.name = "";
  const taken = new Set(reserved.split(" "));
  const assignAll = (group: readonly NamedType[]): void =>
    assignNames(
      group.map((type) => wishOf(type, locked)),
      taken,
      assign,
    );
  assignAll(types.filter(({ origin }) => origin.kind === "component"));
  assignAll(types.filter(({ origin }) => origin.kind === "operation"));
  let pending = types.filter(({ origin }) => origin.kind === "inside" || origin.kind === "other");
  while (pending.length > 0) {
    const ready = pending.filter(
      ({ origin }) => !("owner" in origin && "name" in origin.owner && origin.owner.name === ""),
    );
    // An owner that became no type itself.
    const group = ready.length > 0 ? ready : pending;
    assignAll(group);
    pending = pending.filter((type) => !group.includes(type));
  }
}

function assign(type: NamedType, name: string): void {
  type.name = name;
}

/** What a type is known by from one import to the next. */
export function typeKey(type: NamedType): string {
  const kind = type.kind !== "object" ? type.kind : type.isOneOf ? "oneOf" : type.direction;
  return `${kind} ${type.pointer}`;
}

function wishOf(type: NamedType, locked: Readonly<Record<string, string>>): NameWish<NamedType> {
  const isInput = type.kind === "object" && type.direction === "input";
  const candidates = [...new Set(candidatesOf(type, isInput))];
  return {
    item: type,
    candidates,
    rank: rankOf(type, candidates[0] ?? ""),
    identity: typeKey(type),
    locked: Object.hasOwn(locked, typeKey(type)) ? locked[typeKey(type)] : undefined,
  };
}

/** A component before all others, what is answered before what is sent, and what is called so before what is made to be. */
function rankOf(type: NamedType, name: string): number {
  const { origin } = type;
  if (origin.kind !== "component") return 0;
  const isOwn = inputName(name) === inputName(origin.text);
  return (type.kind === "object" && type.direction === "input" ? 1 : 3) + (isOwn ? 1 : 0);
}

function candidatesOf(type: NamedType, isInput: boolean): string[] {
  const { origin } = type;
  const finish = (name: string): string => legal(isInput ? inputName(name) : name);
  switch (origin.kind) {
    case "component": {
      const whole = componentNames(origin.text);
      // Where all that is left of two is the same, a long name is the better one.
      const names = [...whole.map((name) => shorten(name, isInput ? "Input" : "")), ...whole];
      return isInput && /(?:Request|Payload|Body|Params)$/.test(names[0] ?? "")
        ? [...names.map(legal), ...names.map(finish)]
        : [...names.map(finish), ...names.map((name) => `${name}${isInput ? "Input" : "Type"}`)];
    }
    case "operation": {
      const prefix = typePrefix(origin.owner);
      const words = pascalCase(origin.words);
      if (words !== "") return [...sharedNames(type, words), short(prefix, words)].map(finish);
      if (isInput) return [finish(short(prefix, origin.isItem ? "Item" : ""))];
      const one = pascalCase(singularLast(wordsOf(prefix)));
      return [origin.isItem ? one : prefix, `${origin.isItem ? one : prefix}Result`].map((name) =>
        finish(short(name, "")),
      );
    }
    case "inside": {
      const owner = origin.owner.name.replace(/Input$/, "");
      const words = pascalCase(origin.words) || "Value";
      const own = words.startsWith(owner) && owner !== "" ? words : short(owner, words);
      return [
        ...sharedNames(type, words),
        own,
        ...titleNames(type, owner),
        short(ownerOf(origin.owner), words),
        short(owner, `${words}Value`),
      ].map(finish);
    }
    case "other":
      return [`Other${origin.owner.name}`, `${origin.owner.name}Base`].map((name) => shorten(name));
    default:
      return origin satisfies never;
  }
}

function sharedNames(type: Named, words: string): string[] {
  return type.isShared && words.length > 3 ? [words] : [];
}

/** By the schema's title, where it is a name and no sentence. */
function titleNames(type: NamedType, owner: string): string[] {
  const words = type.kind === "object" && type.title !== undefined ? wordsOf(type.title) : [];
  return words.length === 0 || words.length > 5 ? [] : [short(owner, pascalCase(words))];
}

/** The name of the schema that all the others are inside of. */
function ownerOf(named: Named): string {
  const { origin } = named;
  return origin.kind === "inside" || origin.kind === "other" ? ownerOf(origin.owner) : named.name.replace(/Input$/, "");
}

/** `io.k8s.api.core.v1.Pod` -> `Pod`, `CoreV1Pod`, ... */
function componentNames(text: string): string[] {
  const decoded = text.replaceAll("~1", "/").replaceAll("~0", "~");
  if (/^[A-Z][A-Za-z0-9]*$/.test(decoded)) return [decoded, pascalCase(wordsOf(spellOut(decoded)))];
  const parts = decoded.split(/[./]/).filter((part) => wordsOf(part).length > 0);
  const names = parts.map((_part, index) => pascalCase(parts.slice(parts.length - 1 - index).flatMap(wordsOf)));
  return [...names, pascalCase(wordsOf(decoded)), pascalCase(wordsOf(spellOut(decoded)))].map((name) => shorten(name));
}

function inputName(name: string): string {
  return name.endsWith("Input") ? name : `${name}Input`;
}

/** Leaves words of the owner out, the first ones first, where the whole would be too long. */
function short(owner: string, words: string): string {
  if (owner.length + words.length <= longestName - 5) return owner + words;
  const kept = wordsOf(owner);
  while (kept.length > 1 && pascalCase(kept).length + words.length > longestName - 5)
    kept.splice(kept.length > 2 ? 1 : 0, 1);
  return shorten(pascalCase(kept) + words);
}

/** Leaves the first words out where a name, with what is still to be added, would be too long. */
function shorten(name: string, added = ""): string {
  if (name.length <= longestName - (name.endsWith(added) ? 0 : added.length)) return name;
  const words = wordsOf(name);
  while (words.length > 1 && pascalCase(words).length > longestName - 5) words.shift();
  return pascalCase(words);
}

function legal(name: string): string {
  if (name === "") return "Value";
  return /^\d/.test(name) ? `_${name}` : name;
}
