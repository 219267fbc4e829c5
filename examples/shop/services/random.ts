/** The same numbers on every machine and in every run: a seed in, draws out. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

// Mulberry32, by Tommy Ettinger, in the public domain: 32 bits of state are plenty for made-up orders.
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
  return { int, pick: (choices) => choices[int(0, choices.length - 1)] ?? choices[0] };
}
