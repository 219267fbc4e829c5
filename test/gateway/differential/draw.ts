import { nat, type GeneratorValue } from "fast-check";

/** Random decisions that fast-check can shrink: towards 0, `false` and the first item. */
export interface Draw {
  /** From 0 to `max`. */
  readonly upTo: (max: number) => number;
  /** True in `percent` of 100 draws. */
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
}

export function drawFrom(gen: GeneratorValue): Draw {
  const upTo = (max: number): number => (max <= 0 ? 0 : gen(nat, { max }));
  return {
    upTo,
    chance: (percent) => upTo(99) >= 100 - percent,
    pick: <T>(items: readonly T[]): T => {
      const item = items[upTo(items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to pick from.");
      return item;
    },
  };
}
