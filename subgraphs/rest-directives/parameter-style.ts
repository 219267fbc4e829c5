/**
 * Values as OpenAPI's parameter styles write them. What one style yields of `color: ["blue", "black"]`:
 *
 *     form    color=blue&color=black   (explode: false)  color=blue,black
 *     label   .blue.black              (explode: false)  .blue,black
 *
 * Spec: https://spec.openapis.org/oas/v3.1.1.html#style-examples; where RFC 6570 has the form, it is written as there: each
 * piece is percent-encoded by itself, and what separates pieces is not.
 */
import { isObject } from "../mapping/json.ts";
import { renderScalar } from "../mapping/template.ts";
import { stringifyJson } from "../rest/json.ts";
import { encodeComponent } from "../rest/url.ts";

export const parameterStyles = [
  "form",
  "simple",
  "label",
  "matrix",
  "spaceDelimited",
  "pipeDelimited",
  "deepObject",
] as const;
export type ParameterStyle = (typeof parameterStyles)[number];

export const parameterPlaces = ["query", "path", "header", "cookie"] as const;
export type ParameterPlace = (typeof parameterPlaces)[number];

/** The styles that a place can have, the default first. */
export const stylesOf: Readonly<Record<ParameterPlace, readonly [ParameterStyle, ...ParameterStyle[]]>> = {
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  path: ["simple", "label", "matrix"],
  header: ["simple"],
  cookie: ["form"],
};

export interface Styled {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

/** Percent-encodes one piece, or leaves it as it is where the carrier has no need of it. */
export type Encode = (text: string) => string;

export type Pair = readonly [name: string, text: string];

/** `name=text` of a query, a cookie or a form. Nothing where there is no value: null, an empty list, an empty object. */
export function stylePairs({ name, style, explode }: Styled, value: unknown, encode: Encode): readonly Pair[] {
  if (value === null || value === undefined) return [];
  const key = encode(name);
  if (style === "deepObject") return deepPairs(name, value, encode);
  if (Array.isArray(value)) {
    const items = piecesOf(value, encode);
    if (explode) return items.map((item) => [key, item]);
    return items.length === 0 ? [] : [[key, items.join(separatorOf(style, encode))]];
  }
  if (!isObject(value)) return [[key, encode(textOf(value))]];
  const members = membersOf(value, encode);
  if (explode) return members;
  return members.length === 0 ? [] : [[key, members.flat().join(separatorOf(style, encode))]];
}

/** RFC 6570's comma; the others are what a URL cannot hold as they are. */
function separatorOf(style: ParameterStyle, encode: Encode): string {
  if (style === "spaceDelimited") return encode(" ");
  return style === "pipeDelimited" ? encode("|") : ",";
}

/**
 * OpenAPI says nothing of what is deeper than one level. As most services read it: `name[a][b]`, `name[list][]`, and
 * `name[list][0][a]`, since what belongs to one object has to be told from the next.
 */
function deepPairs(prefix: string, value: unknown, encode: Encode): readonly Pair[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      deepPairs(`${prefix}[${typeof item === "object" ? index : ""}]`, item, encode),
    );
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, member]) => deepPairs(`${prefix}[${key}]`, member, encode));
  }
  return value === null || value === undefined ? [] : [[encode(prefix), encode(textOf(value))]];
}

/** One text, for a path or a header. `undefined` where there is no value. */
export function styleText({ name, style, explode }: Styled, value: unknown, encode: Encode): string | undefined {
  if (value === null || value === undefined) return undefined;
  const key = encode(name);
  if (Array.isArray(value)) {
    const items = piecesOf(value, encode);
    if (items.length === 0) return undefined;
    if (style === "label") return `.${items.join(explode ? "." : ",")}`;
    if (style !== "matrix") return items.join(",");
    return explode ? items.map((item) => matrixPair(key, item)).join("") : matrixPair(key, items.join(","));
  }
  if (isObject(value)) {
    const members = membersOf(value, encode);
    if (members.length === 0) return undefined;
    const listed = members.flat().join(",");
    const assigned = members.map((member) => member.join("="));
    if (style === "label") return `.${explode ? assigned.join(".") : listed}`;
    if (style !== "matrix") return explode ? assigned.join(",") : listed;
    return explode ? members.map((member) => matrixPair(...member)).join("") : matrixPair(key, listed);
  }
  const text = encode(textOf(value));
  if (style === "label") return `.${text}`;
  return style === "matrix" ? matrixPair(key, text) : text;
}

/** RFC 6570, section 3.2.7: an empty value has no `=`. */
function matrixPair(key: string, text: string): string {
  return text === "" ? `;${key}` : `;${key}=${text}`;
}

function piecesOf(values: readonly unknown[], encode: Encode): readonly string[] {
  return values.flatMap((each) => (each === null || each === undefined ? [] : [encode(textOf(each))]));
}

function membersOf(value: Readonly<Record<string, unknown>>, encode: Encode): readonly Pair[] {
  return Object.entries(value).flatMap(([key, each]): Pair[] =>
    each === null || each === undefined ? [] : [[encode(key), encode(textOf(each))]],
  );
}

/** What is nested deeper than its style can say is JSON. */
export function textOf(value: unknown): string {
  if (typeof value === "object" && value !== null) return stringifyJson(value);
  return renderScalar(value).text ?? "";
}

/**
 * `allowReserved`, RFC 6570's `{+var}`: reserved characters stay, and so do escapes; but not `#`, which would end the query,
 * nor `[` and `]`, which it cannot hold, nor `&` and `+`, which would begin another parameter and be read as a space.
 */
export function encodeReserved(text: string): string {
  return text
    .split(/(%[\dA-Fa-f]{2}|[:/?@!$'()*,;=])/)
    .map((piece, index) => (index % 2 === 1 ? piece : encodeComponent(piece)))
    .join("");
}
