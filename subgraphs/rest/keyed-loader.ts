import DataLoader from "dataloader";

/**
 * Answers a batch of keys: an array in their order, or a Map by key. An Error in either fails that key alone; what is
 * missing is null.
 */
export type BatchFunction<K, V> = (
  keys: readonly K[],
) => PromiseLike<readonly (V | Error | null | undefined)[] | ReadonlyMap<unknown, V | Error | null | undefined>>;

export interface LoaderOptions<K> {
  /** Most keys in one call of the function. Default: no limit. */
  readonly maxBatchSize?: number;
  /** What makes two keys one. Default: a scalar's text, so that `1` and `"1"` are asked once; an object's identity. */
  readonly cacheKeyFn?: (key: K) => unknown;
}

/** A DataLoader that answers null for a null key, without a call: a missing reference is no question. */
export class KeyedLoader<K, V> extends DataLoader<K, V | null, unknown> {
  constructor(batch: BatchFunction<K, V>, options: LoaderOptions<K> = {}) {
    const cacheKeyFn = options.cacheKeyFn ?? textOfScalar;
    super(async (keys) => inOrder(keys, await batch(keys), cacheKeyFn), { ...options, cacheKeyFn });
  }

  override load(key: K | null | undefined): Promise<V | null> {
    return key === null || key === undefined ? Promise.resolve(null) : super.load(key);
  }
}

function inOrder<K, V>(
  keys: readonly K[],
  answers: Awaited<ReturnType<BatchFunction<K, V>>>,
  cacheKeyOf: (key: K) => unknown,
): (V | Error | null)[] {
  if (isMap(answers)) {
    // By text, because services write as a string what the graph holds as a number, and the other way round.
    const byText = new Map<unknown, V | Error | null | undefined>();
    for (const [key, answer] of answers) byText.set(textOfScalar(key), answer);
    return keys.map((key) => byText.get(textOfScalar(key)) ?? byText.get(textOfScalar(cacheKeyOf(key))) ?? null);
  }
  if (!Array.isArray(answers) || answers.length !== keys.length) {
    // DataLoader's own message for this prints every key and value.
    const found = Array.isArray(answers) ? `${answers.length} values` : "neither an array nor a Map";
    throw new TypeError(
      `A loader's function got ${keys.length} keys and returned ${found}. Return one value per key, in their order, or a Map by key.`,
    );
  }
  return answers.map((answer: V | Error | null | undefined) => answer ?? null);
}

// Not `instanceof` alone: a user's module may run in another realm (a loader's vm context), with its own Map.
function isMap(value: unknown): value is ReadonlyMap<unknown, never> {
  return value instanceof Map || Object.prototype.toString.call(value) === "[object Map]";
}

function textOfScalar(key: unknown): unknown {
  return typeof key === "number" || typeof key === "bigint" || typeof key === "boolean" ? String(key) : key;
}
