/** Gives a result of before where it is of the same parts, else computes it. What it gives back is JSON: plain data. */
export type Memo = <T>(parts: readonly unknown[], compute: () => T | Promise<T>) => Promise<T>;

/** Remembers nothing. */
export const noMemo: Memo = async (_parts, compute) => compute();
