/** What a client may see, as far as its request shows: nobody's, or that of a token which has been verified. */

/** The claims set of a verified token. Spec: https://www.rfc-editor.org/rfc/rfc7519#section-4 */
export type Claims = Readonly<Record<string, unknown>>;

export interface Access {
  /** Absent: the client is anonymous. */
  readonly claims?: Claims;
  readonly scopes: ReadonlySet<string>;
  /** Changes with the token, and does not tell it. Empty where the client is anonymous. */
  readonly identity: string;
  /**
   * Which of these policies hold. Absent: none does.
   *
   * @param names  Without repetitions.
   */
  readonly policies?: (names: readonly string[]) => Promise<ReadonlySet<string>>;
}

export const anonymous: Access = { scopes: new Set(), identity: "" };
