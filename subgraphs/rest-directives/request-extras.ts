/** What `@request` says beside a `@connect`, read and compiled. */
import type { Mapping } from "../mapping/mapping.ts";
import type { ParameterPlace, Styled } from "./parameter-style.ts";

export interface RequestExtras {
  /** In place of the connector's: `HEAD`, `OPTIONS`. */
  readonly method?: string;
  readonly parameters: readonly Parameter[];
  readonly body?: BodyPlan;
  /** The `Accept` header. */
  readonly accept?: string;
  /** How the answer is read, whatever its media type. */
  readonly response?: ResponseKind;
}

export interface Parameter extends Styled {
  readonly in: ParameterPlace;
  readonly value: Mapping;
  readonly allowReserved: boolean;
  /** The media type of a parameter that is no styled value but a document in one text. */
  readonly content?: string;
  /** In the path: the expression of the URL in whose place it stands. Default: that which is written as `value`. */
  readonly replaces?: string;
}

export interface BodyPlan {
  readonly mediaType: string;
  /** In place of the connector's `body`. */
  readonly value?: Mapping;
  readonly encodings: ReadonlyMap<string, PropertyEncoding>;
}

/** Of one property of a form or multipart body. */
export interface PropertyEncoding {
  readonly contentType?: string;
  readonly style?: Styled["style"];
  readonly explode?: boolean;
  /** Text, or bytes as a `data:` URL, sent as a file. */
  readonly file: boolean;
}

export const responseKinds = ["json", "text", "base64"] as const;
export type ResponseKind = (typeof responseKinds)[number];

/** All that is evaluated, for what a connector reads. */
export function mappingsOf(extras: RequestExtras | undefined): readonly Mapping[] {
  if (!extras) return [];
  const { parameters, body } = extras;
  return [...parameters.map(({ value }) => value), ...(body?.value ? [body.value] : [])];
}

export function urlMappings(extras: RequestExtras | undefined): readonly Mapping[] {
  const inUrl = (extras?.parameters ?? []).filter((parameter) => parameter.in === "path" || parameter.in === "query");
  return inUrl.map(({ value }) => value);
}
