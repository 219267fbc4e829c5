/**
 * Lists that an answer holds: it is one itself, or an envelope around one.
 *
 *     { data: [...], total: 3, next: "..." }
 */
import type { ObjectField, ObjectType, TypeRef } from "./model.ts";
import { wordsOf } from "./words.ts";

export interface ListAnswer {
  readonly type: Extract<TypeRef, { kind: "list" }>;
  /** The property of the envelope that the list is in. */
  readonly field?: ObjectField;
  readonly envelope?: ObjectType;
  /** Whether the envelope says that there may be more. */
  readonly isPaged: boolean;
}

export function listAnswer(answer: TypeRef): ListAnswer | undefined {
  if (answer.kind === "list") return { type: answer, isPaged: false };
  if (answer.kind !== "object") return undefined;
  const { fields } = answer.type;
  const lists = fields.filter(({ type }) => type.kind === "list");
  const [field] = lists;
  const others = fields.filter((each) => each !== field);
  if (lists.length !== 1 || !field || field.type.kind !== "list" || !others.every(isPagingData)) return undefined;
  return { type: field.type, field, envelope: answer.type, isPaged: others.some(isAboutMore) };
}

const pagingWords = new Set(
  (
    "total count size length number num amount page pages paging pagination per limit offset start end skip take top first last " +
    "next previous prev before after cursor cursors token tokens continuation continue has more is self href url uri link links " +
    "meta metadata object kind type current max min results items records entries elements estimated index of in key marker " +
    "truncated filtered matching response info status success ok took ms time timestamp version etag api"
  ).split(" "),
);

/** `total_count`, `nextPageToken`, `_links`: nothing but what pages say of themselves. */
function isPagingData({ wire, type }: ObjectField): boolean {
  if (type.kind === "list") return false;
  const words = wordsOf(wire).map((word) => word.toLowerCase());
  return words.length > 0 && words.every((word) => pagingWords.has(word));
}

const moreWords = new Set(
  "next more cursor cursors token tokens pages page offset continuation continue marker".split(" "),
);

function isAboutMore({ wire, type }: ObjectField): boolean {
  const own = wordsOf(wire).some((word) => moreWords.has(word.toLowerCase()));
  return own || (type.kind === "object" && type.type.fields.some((field) => isMore(field.wire)));
}

function isMore(wire: string): boolean {
  return wordsOf(wire).some((word) => moreWords.has(word.toLowerCase()));
}
