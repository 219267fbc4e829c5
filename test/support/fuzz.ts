/**
 * A property that is tried again and again for `FUZZ_SECONDS` (default 540) with a seed of its own, which is printed:
 * `FUZZ_SEED=<number>` begins with the same values. What fails is printed with its seed and the smallest such value.
 */
import * as fc from "fast-check";

const seconds = Number(process.env["FUZZ_SECONDS"] ?? 540);
// Drawn once for each file.
const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** For `it`: the time of one property, and as much again for a busy machine. */
export const fuzzTimeoutMs: number = seconds * 2_000 + 120_000;

export async function fuzz<T>(name: string, property: fc.IRawProperty<T>): Promise<void> {
  const startedAt = Date.now();
  let runs = 0;
  // Written as it stands: Jest adds the place of each line of a console, and a seed is for whoever reads the log of CI.
  process.stderr.write(`fuzz ${name}: FUZZ_SEED=${seed}\n`);
  const counted: fc.IRawProperty<T> = Object.create(property, {
    run: {
      value: (value: T) => {
        runs += 1;
        return property.run(value);
      },
    },
  }) as fc.IRawProperty<T>;
  await fc.assert(counted as fc.IAsyncProperty<T>, {
    seed,
    numRuns: 1_000_000_000,
    interruptAfterTimeLimit: seconds * 1_000,
  });
  process.stderr.write(`fuzz ${name}: ${runs} in ${Math.round((Date.now() - startedAt) / 1_000)} s, none failed\n`);
}

/** Texts of a corpus as somebody, or something, might spoil them. `tokens` are what their language is made of. */
export function mutatedText(corpus: readonly string[], tokens: readonly string[]): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const length = fc.oneof({ weight: 4, arbitrary: fc.nat(12) }, fc.nat(400));
  const token = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...tokens) },
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  const edit = fc.oneof(
    fc.record({ kind: fc.constant("delete" as const), at: place, length }),
    fc.record({ kind: fc.constant("repeat" as const), at: place, length, times: fc.integer({ min: 2, max: 30 }) }),
    fc.record({ kind: fc.constant("move" as const), at: place, to: place, length }),
    fc.record({ kind: fc.constant("insert" as const), at: place, token }),
    fc.record({ kind: fc.constant("replace" as const), at: place, length, token }),
  );
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(edit, { maxLength: 6 }))
    .map(([text, edits]) => edits.reduce<string>(applyEdit, text));
}

type Edit =
  | { readonly kind: "delete"; readonly at: number; readonly length: number }
  | { readonly kind: "repeat"; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: "move"; readonly at: number; readonly to: number; readonly length: number }
  | { readonly kind: "insert"; readonly at: number; readonly token: string }
  | { readonly kind: "replace"; readonly at: number; readonly length: number; readonly token: string };

function applyEdit(text: string, edit: Edit): string {
  const at = Math.floor(edit.at * (text.length + 1));
  if (edit.kind === "insert") return text.slice(0, at) + edit.token + text.slice(at);
  const cut = text.slice(at, at + edit.length);
  const rest = text.slice(at + edit.length);
  if (edit.kind === "delete") return text.slice(0, at) + rest;
  if (edit.kind === "repeat") return text.slice(0, at) + cut.repeat(edit.times) + rest;
  if (edit.kind === "replace") return text.slice(0, at) + edit.token + rest;
  const without = text.slice(0, at) + rest;
  const to = Math.floor(edit.to * (without.length + 1));
  return without.slice(0, to) + cut + without.slice(to);
}
