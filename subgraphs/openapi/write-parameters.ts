/**
 * Parameters in connect's terms, each in its place and style (OpenAPI 3.1, section 4.8.12.6), and in those of `@request` where
 * connect has none for it.
 *
 *     ids, in: query, explode: false    @request(parameters: [{ name: "ids", in: query, value: "$args.ids?", explode: false }])
 *     with `--portable`                 queryParams: "ids: $args.ids?->joinNotNull(\",\")"
 *
 * Connect percent-encodes a text as a whole. So where a style joins several values, it cannot tell what separates them from
 * what they hold.
 */
import { isJson } from "./media-type.ts";
import { keyStep, mappingString, objectKey } from "./mapping-text.ts";
import type { ObjectType, TypeRef } from "./model.ts";
import type { Parameter } from "./operation.ts";
import { toWire } from "./wire-value.ts";

/** A parameter of `@request`. Its style is left out where it is its place's own. */
export interface RestParameterText {
  readonly name: string;
  readonly in: Parameter["in"];
  readonly value: string;
  readonly style?: "label" | "matrix" | "spaceDelimited" | "pipeDelimited" | "deepObject";
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  readonly content?: string;
  readonly replaces?: string;
}

export interface WrittenParameters {
  /** Text in the place of each parameter of the path. */
  readonly inPath: ReadonlyMap<string, string>;
  /** Entries of the mapping. */
  readonly queryParams: readonly string[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** For `@request`. */
  readonly rest: readonly RestParameterText[];
}

export type Refuse = (pointer: string, message: string) => void;

export interface NamedParameter {
  readonly parameter: Parameter;
  readonly type: TypeRef;
  /** Its argument. */
  readonly argument: string;
}

export function writeParameters(
  parameters: readonly NamedParameter[],
  { portable, refuse }: { readonly portable: boolean; readonly refuse: Refuse },
): WrittenParameters {
  const writer = new ParameterWriter(portable, refuse);
  for (const each of parameters) writer.add(each);
  return writer.written;
}

/** What is written of a parameter from its argument. */
interface Value {
  readonly parameter: Parameter;
  readonly type: TypeRef;
  /** `$args.name?` */
  readonly argument: string;
  /** The argument as the service wants it. */
  readonly wire: string;
}

class ParameterWriter {
  readonly #inPath = new Map<string, string>();
  readonly #queryParams: string[] = [];
  readonly #headers: { name: string; value: string }[] = [];
  readonly #cookies: string[] = [];
  readonly #rest: RestParameterText[] = [];
  readonly #portable: boolean;
  readonly #refuse: Refuse;

  constructor(portable: boolean, refuse: Refuse) {
    this.#portable = portable;
    this.#refuse = refuse;
  }

  get written(): WrittenParameters {
    const cookies = this.#cookies.join(", ");
    const cookie = { name: "Cookie", value: `{$([${cookies}])->joinNotNull("; ")}` };
    return {
      inPath: this.#inPath,
      queryParams: this.#queryParams,
      headers: [...this.#headers, ...(cookies === "" ? [] : [cookie])],
      rest: this.#rest,
    };
  }

  add({ parameter, type, argument: name }: NamedParameter): void {
    const argument = `$args.${name}${parameter.required ? "" : "?"}`;
    const value: Value = { parameter, type, argument, wire: toWire(argument, type) };
    switch (parameter.in) {
      case "path":
        this.#inPath.set(parameter.name, this.#addToPath(value));
        return;
      case "header":
        this.#addHeader(value);
        return;
      case "cookie":
        this.#addCookie(value);
        return;
      case "query":
        this.#queryParams.push(...this.#addToQuery(value));
        return;
      default:
        parameter.in satisfies never;
    }
  }

  #addToPath(value: Value): string {
    const { parameter, type } = value;
    const { name, style, explode } = parameter;
    const text = joinedText(value);
    if (isOneText(parameter, type)) return singleInPath(parameter, text);
    if (this.#portable) {
      this.#refuse(parameter.pointer, `Connect encodes what separates the values of \`${name}\` in the path.`);
      return singleInPath(parameter, text);
    }
    this.#refuse(
      parameter.pointer,
      `Values of \`${name}\` are joined in the path; another router encodes what is between.`,
    );
    // The name of an exploded one stands before each of its values, and that of another before all of them.
    const isPrefixed = style === "matrix" && !explode;
    this.#rest.push({
      name,
      in: "path",
      value: value.wire,
      ...(style === "label" && { style }),
      ...(style === "matrix" && !isPrefixed && { style }),
      ...(explode && { explode }),
      replaces: text,
    });
    return isPrefixed ? singleInPath(parameter, text) : `{${text}}`;
  }

  #addHeader(value: Value): void {
    const { parameter, type, wire } = value;
    const { name } = parameter;
    if (this.#isOpen(parameter, type)) {
      this.#rest.push({ name, in: "header", value: wire, ...(parameter.explode && { explode: true }) });
      return;
    }
    // Nothing in a header is encoded.
    this.#headers.push({ name, value: `{${joinedText(value)}}` });
  }

  #addCookie(value: Value): void {
    const { parameter, wire } = value;
    const { name, explode, mediaType, pointer } = parameter;
    if (this.#portable) {
      this.#refuse(pointer, `Connect does not encode the cookie \`${name}\`: a \`;\` in it would begin another one.`);
      const text = joinedText({ ...value, parameter: { ...parameter, explode: false } });
      this.#cookies.push(`${text}->echo([${mappingString(name)}, @]->joinNotNull("="))`);
      return;
    }
    this.#refuse(pointer, `Connect has no cookies; another router does not send \`${name}\`.`);
    const content = mediaType === undefined ? {} : { content: mediaType };
    this.#rest.push({ name, in: "cookie", value: wire, ...content, ...(!explode && !mediaType && { explode }) });
  }

  /** Values of any kind, of which only `@request` sees at run time how they are written. */
  #isOpen({ mediaType }: Parameter, type: TypeRef): boolean {
    return !this.#portable && mediaType === undefined && isAnything(type);
  }

  #addToQuery(value: Value): string[] {
    const { parameter, type, wire } = value;
    const { name, style, mediaType, allowReserved } = parameter;
    const key = objectKey(name);
    if (allowReserved && !this.#portable) {
      this.#refuse(
        parameter.pointer,
        `Reserved characters of \`${name}\` stay as they are; another router does not send it.`,
      );
      return this.#addStyled(value);
    }
    if (mediaType !== undefined) return [`${key}: ${inMediaType(mediaType, wire)}`];
    if (style === "deepObject") return this.#addDeepObject(value);
    if (this.#isOpen(parameter, type)) {
      this.#refuse(parameter.pointer, `\`${name}\` can be anything; another router does not send it.`);
      return this.#addStyled(value);
    }
    if (type.kind !== "list" && type.kind !== "object") return [`${key}: ${wire}`];
    if (parameter.explode && (type.kind === "list" || style === "form")) return explodedPairs(value);
    return this.#addJoined(value);
  }

  /** One text of several values. */
  #addJoined(value: Value): string[] {
    const { parameter, type, wire } = value;
    const { name, style, separators, pointer } = parameter;
    const isList = type.kind === "list";
    // A tab is encoded, wherever it is.
    if (this.#portable || (isList && style === "tabDelimited")) {
      if (!isList) return [`${objectKey(name)}: ${joinPairs(wire, separators.object, separators.object)}`];
      return [`${objectKey(name)}: ${textItems(type, wire)}->joinNotNull(${mappingString(separators.list)})`];
    }
    this.#refuse(
      pointer,
      `Values of \`${name}\` are joined by what is not encoded; another router does not send them.`,
    );
    return this.#addStyled(value);
  }

  #addStyled({ parameter, type, wire }: Value): [] {
    const { name, style, explode, allowReserved, separators, mediaType } = parameter;
    // Where the version of the document has the style for lists alone, an object is joined by commas.
    const isOwn = type.kind !== "object" || separators.object === separators.list;
    const own = isOwn && (style === "spaceDelimited" || style === "pipeDelimited" || style === "deepObject");
    const isExploded = explode && (style === "form" || type.kind === "list");
    this.#rest.push({
      name,
      in: "query",
      value: wire,
      ...(mediaType === undefined && own && !isExploded && { style }),
      ...(mediaType === undefined && !own && !isExploded && { explode: false }),
      ...(allowReserved && { allowReserved }),
      ...(mediaType !== undefined && { content: mediaType }),
    });
    return [];
  }

  #addDeepObject(value: Value): string[] {
    const { parameter, type, argument, wire } = value;
    const { name, pointer } = parameter;
    if (type.kind === "object" && isFlat(type.type)) return deepPairs(type.type, argument, name);
    if (type.kind === "list") {
      if (isSingle(type.item)) return [`${objectKey(`${name}[]`)}: ${wire}`];
      this.#refuse(pointer, `Each item of \`${name}\` is an object, and is sent as JSON.`);
      return [`${objectKey(`${name}[]`)}: ${wire}->map(@->jsonStringify)`];
    }
    if (type.kind !== "object" && !isAnything(type)) return [`${objectKey(name)}: ${wire}`];
    this.#rest.push({ name, in: "query", value: wire, style: "deepObject" });
    this.#refuse(pointer, `Not all keys inside \`${name}\` are known; another router does not send it.`);
    return [];
  }
}

/** Whether nothing of it is joined. */
function isOneText({ mediaType }: Parameter, type: TypeRef): boolean {
  return mediaType !== undefined || !(type.kind === "list" || type.kind === "object" || isAnything(type));
}

function singleInPath({ name, style }: Parameter, text: string): string {
  // RFC 6570, section 3.2.5: nothing has no dot either. A segment that is only a dot would be none.
  if (style === "label") return `{${text}->match(["", ""], [@, $([".", @])->joinNotNull("")])}`;
  return style === "matrix" ? `;${encodeURIComponent(name)}={${text}}` : `{${text}}`;
}

/** One text, lists and objects joined by commas. */
function joinedText({ parameter, type, wire }: Value): string {
  if (parameter.mediaType !== undefined) return inMediaType(parameter.mediaType, wire);
  if (type.kind === "list") return `${textItems(type, wire)}->joinNotNull(",")`;
  return type.kind === "object" ? joinPairs(wire, parameter.explode ? "=" : ",", ",") : wire;
}

function inMediaType(mediaType: string, wire: string): string {
  return isJson(mediaType) ? `${wire}->jsonStringify` : wire;
}

/** Pairs of a list's items, or of an object's members. */
function explodedPairs({ parameter, type, argument, wire }: Value): string[] {
  if (type.kind !== "object") return [`${objectKey(parameter.name)}: ${textItems(type, wire)}`];
  return type.type.fields.map(
    (field) => `${objectKey(field.wire)}: ${toWire(`${argument}${keyStep(field.name)}?`, field.type)}`,
  );
}

function textItems(type: TypeRef, wire: string): string {
  return type.kind === "list" && !isSingle(type.item) ? `${wire}->map(@->jsonStringify)` : wire;
}

/** `filter[status]=open`: each known key is a parameter of its own. */
function deepPairs(type: ObjectType, path: string, prefix: string): string[] {
  return type.fields.flatMap((field) => {
    const name = `${prefix}[${field.wire}]`;
    const inner = `${path}${keyStep(field.name)}?`;
    if (field.type.kind === "object") return deepPairs(field.type.type, inner, name);
    return [`${objectKey(field.type.kind === "list" ? `${name}[]` : name)}: ${toWire(inner, field.type)}`];
  });
}

/** Whether all keys are known, and none of them is that of a list of objects. */
function isFlat(type: ObjectType, depth = 0): boolean {
  if (type.isOneOf) return false;
  return type.fields.every(({ type: ref }) => {
    if (ref.kind === "object") return depth < 3 && isFlat(ref.type, depth + 1);
    return ref.kind === "list" ? isSingle(ref.item) : isSingle(ref);
  });
}

function joinPairs(wire: string, between: string, after: string): string {
  return `${wire}->entries->map([@.key, @.value]->joinNotNull(${mappingString(between)}))->joinNotNull(${mappingString(after)})`;
}

function isAnything(type: TypeRef): boolean {
  return type.kind === "scalar" && type.name === "JSON";
}

export function isSingle(type: TypeRef): boolean {
  return type.kind === "enum" || (type.kind === "scalar" && type.name !== "JSON");
}
