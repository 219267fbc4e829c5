import type { Node } from "./resolver.ts";

/** One operation of a document, the same whichever version it is written in. */
export interface Operation {
  /** Upper case: `GET`. */
  readonly method: string;
  /** `/pets/{petId}` */
  readonly path: string;
  /** Of the operation in the document. */
  readonly pointer: string;
  readonly operationId?: string;
  readonly tags: readonly string[];
  readonly description?: string;
  readonly deprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly body?: RequestBody;
  /** Of a body that the method does not send. */
  readonly unsentMediaType?: string;
  readonly answer: Answer;
  /** Where it has a server of its own. */
  readonly serverUrl?: string;
}

export type ParameterPlace = "path" | "query" | "header" | "cookie";

export type ParameterStyle =
  | "form"
  | "simple"
  | "label"
  | "matrix"
  | "spaceDelimited"
  | "pipeDelimited"
  | "tabDelimited"
  | "deepObject";

export interface Parameter {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly schema: Node;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** What stands between the members of a list, and between those of an object. */
  readonly separators: { readonly list: string; readonly object: string };
  /** Characters such as `/` and `,` are sent as they are. */
  readonly allowReserved: boolean;
  /** In place of a style, the value is one text of this type (`content: application/json`). */
  readonly mediaType?: string;
  readonly pointer: string;
}

export interface RequestBody {
  readonly required: boolean;
  readonly mediaType: string;
  readonly schema: Node;
  readonly description?: string;
  /** How single fields of a form are written, by their name. */
  readonly encoding: ReadonlyMap<string, { readonly style?: string; readonly explode?: boolean }>;
  readonly pointer: string;
}

/** The successful answer that the operation's type is made from. */
export interface Answer {
  readonly status: string;
  /** Absent where there is no body. */
  readonly body?: AnswerBody;
  /** Of other statuses of success. Those with a body have another schema. */
  readonly others: readonly { readonly status: string; readonly body?: AnswerBody }[];
}

export interface AnswerBody {
  readonly mediaType: string;
  readonly schema: Node;
}
