/** How much one request may ask for. Each is refused before anything is planned, most before anything is validated. */
export interface RequestLimits {
  /** Characters of a text. Default 100 000. */
  readonly characters: number;
  /** Tokens of a text, comments included. Default 2 000. */
  readonly tokens: number;
  /** Brackets of any kind that are open at once. Default 64. */
  readonly recursion: number;
  /** Levels of selection sets, fragments written out. Default 32. */
  readonly depth: number;
  /** Aliased fields of one operation, counted wherever their fragments are spread. Default 30. */
  readonly aliases: number;
  /** Root fields of one operation. Default 20. */
  readonly rootFields: number;
  /** Directives in a text. Default 50. */
  readonly directives: number;
  /** Fields and fragments, counted wherever they are spread. Default 2 000. */
  readonly selections: number;
  /**
   * Times that one field may be selected, and fragments spread, at one place of the answer. Default 100: whether the
   * selections fit together is found by comparing each with each.
   */
  readonly repeats: number;
  /** Operations that one HTTP request may hold, as a list. Default 0: it holds one, and no list. */
  readonly batch: number;
  /** Values in the JSON of one request. Default 20 000. */
  readonly values: number;
  /** Levels of that JSON. Default 1 000. */
  readonly nesting: number;
}

export type LimitName = keyof RequestLimits;

export const defaultLimits: RequestLimits = {
  characters: 100_000,
  tokens: 2_000,
  recursion: 64,
  depth: 32,
  aliases: 30,
  rootFields: 20,
  directives: 50,
  selections: 2_000,
  repeats: 100,
  batch: 0,
  values: 20_000,
  nesting: 1_000,
};

/** A limit that a request passes. */
export interface PassedLimit {
  readonly limit: LimitName;
  readonly max: number;
  /** What it has; absent where counting ended at the limit. */
  readonly found?: number;
  /** A fragment that spreads itself: written out, there is no end to it. */
  readonly cycle?: string;
}
