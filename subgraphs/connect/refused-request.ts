/** `message` is for clients and names no value. */
export interface RefusedRequest {
  readonly kind: "refused";
  readonly message: string;
}

/** A key in the URL is null: there is nothing to ask for. */
export interface UnaskableRequest {
  readonly kind: "null-key";
}

export function refused(message: string): RefusedRequest {
  return { kind: "refused", message };
}
