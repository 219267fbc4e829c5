/** A parser has a stack, and a function may have 65,535 parameters: who asks for ten thousands of fields must not meet either. */
const MOST_NAMES = 1_000;

/**
 * A function made of text, for what is done to each object of an answer. Code that all plans share reads and makes objects
 * of every shape, and V8 looks their keys up one by one; code that is one plan's alone has a place for each of its keys,
 * and takes a fifth of the time (as measured with a hundred objects of four keys). It pays where it runs often: see `onceHot`.
 *
 * Whatever is not ours goes into `body` by `JSON.stringify`, which leaves nothing but a literal.
 *
 * @param scope  What the text may use, by name.
 * @returns `undefined` where the process may make no code of text (`--disallow-code-generation-from-strings`), or the scope
 * has more than a thousand names.
 */
export function generateFunction(
  parameters: readonly string[],
  body: string,
  scope: Readonly<Record<string, unknown>>,
): unknown {
  const names = Object.keys(scope);
  if (names.length > MOST_NAMES) return undefined;
  try {
    // eslint-disable-next-line typescript/no-implied-eval, no-new-func -- That is what it is for.
    const make = new Function(...names, `"use strict"; return (${parameters.join(", ")}) => {${body}};`);
    return make(...Object.values(scope)) as unknown;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** What is run less often than that is not worth the tenth of a millisecond that its own code takes to make. */
const HOT = 2_000;

/** Hands out `plain`, until it has been asked for so often that what `generate` makes pays. */
export function onceHot<Run>(plain: Run, generate: () => Run | undefined): () => Run {
  let run = plain;
  let left = HOT;
  return () => {
    if (left > 0) {
      left -= 1;
      if (left === 0) run = generate() ?? plain;
    }
    return run;
  };
}
