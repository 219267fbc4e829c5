/** Bodies that are not JSON, in terms of `@request`. */
import { isJson, isMultipart, isUrlEncoded } from "./media-type.ts";
import type { ObjectField, TypeRef } from "./model.ts";
import type { RequestBody } from "./operation.ts";
import { innermost } from "./plan-selections.ts";
import { isSingle, type Refuse } from "./write-parameters.ts";

export interface BodyText {
  readonly mediaType: string;
  readonly encoding: readonly EncodingText[];
}

export interface EncodingText {
  readonly property: string;
  readonly contentType?: string;
  readonly style?: string;
  readonly explode?: boolean;
  readonly file?: boolean;
}

/** The header for connect, which by itself says `application/json`, and nothing where nothing is sent. */
export function bodyContentType(mediaType: string | undefined, isSent: boolean): string | undefined {
  // A multipart body's has its boundary.
  if (mediaType === undefined || isMultipart(mediaType)) return undefined;
  if (isSent && /^application\/json$/i.test(mediaType)) return undefined;
  // Braces would begin an expression.
  return mediaType.startsWith("*/") ? "application/json" : mediaType.replaceAll(/[{}]/g, "");
}

/** `undefined` where connect writes the body as it should be. */
export function writeBodyPlan(
  { body: { mediaType, encoding, pointer }, type }: { readonly body: RequestBody; readonly type: TypeRef },
  refuse: Refuse,
): BodyText | undefined {
  if (isJson(mediaType)) return undefined;
  const named = innermost(type);
  const fields = named.kind === "object" ? named.type.fields : [];
  const nested = fields.filter((field) => !isSingle(field.type));
  if (isUrlEncoded(mediaType)) {
    if (nested.length === 0 && named.kind === "object") return undefined;
    const names = nested.map(({ wire }) => `\`${wire}\``).join(", ");
    refuse(
      pointer,
      `Lists and objects in a form${names === "" ? "" : ` (${names})`}; another router writes them in brackets (\`a[0]=x\`).`,
    );
    return { mediaType, encoding: formEncoding(encoding) };
  }
  refuse(pointer, `A body of type \`${mediaType}\`; another router sends it as JSON.`);
  return { mediaType, encoding: isMultipart(mediaType) ? partEncoding(fields) : [] };
}

function formEncoding(encoding: RequestBody["encoding"]): EncodingText[] {
  return [...encoding].flatMap(([property, { style, explode }]) => {
    const isKnown = style !== undefined && ["form", "spaceDelimited", "pipeDelimited", "deepObject"].includes(style);
    if (!isKnown && explode === undefined) return [];
    return [{ property, ...(isKnown && { style }), ...(explode !== undefined && { explode }) }];
  });
}

/** OpenAPI 3.0.3, section 4.7.14.3: what is not a file and has parts is JSON; styles are for URL-encoded forms alone. */
function partEncoding(fields: readonly ObjectField[]): EncodingText[] {
  return fields.flatMap((field): EncodingText[] => {
    if (field.isFile) return [{ property: field.wire, file: true }];
    return field.type.kind === "list" ? [{ property: field.wire, contentType: "application/json" }] : [];
  });
}
