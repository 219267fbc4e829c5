/** Thrown, so that what is right need not be looked at level by level. */
export const giveUp: unique symbol = Symbol("give up");

export function refuse(): never {
  throw giveUp;
}
