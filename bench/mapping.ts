/**
 * Mapping a response of 100 objects beside JSON.parse of its text, and compiling the mapping.
 *
 *     node --import tsx bench/mapping.ts
 *
 * Targets: mapping costs at most half of JSON.parse; compiling 20 lines takes less than 0.2 ms.
 */
import { compileMapping } from "../subgraphs/mapping/compile.ts";
import { narrowMapping } from "../subgraphs/mapping/narrow.ts";

const selection = `
products: data {
  id
  name: title
  price
  sku
  description
  tags
  rating
  active
  createdAt: created_at
  stock {
    warehouse
    quantity
  }
  brand: manufacturer.name
  author {
    id: author_id
    name
  }
  variants { id size }
}
nextCursor: meta.next
`;

const text = JSON.stringify({
  data: Array.from({ length: 100 }, (_, index) => ({
    id: index,
    title: `Product number ${index}`,
    price: index * 1.5,
    sku: `SKU-${index}`,
    description: "A short description of the thing that is sold here",
    tags: ["kitchen", "sale", "new"],
    rating: 4.5,
    active: index % 3 === 0,
    created_at: "2026-01-01T00:00:00Z",
    stock: { warehouse: "east", quantity: index, reserved: 2 },
    manufacturer: { name: "Acme", country: "CH" },
    author: { author_id: index % 10, name: "Ada Lovelace", mail: "ada@example.com" },
    variants: [
      { id: 1, size: "S", color: "red" },
      { id: 2, size: "M", color: "red" },
    ],
  })),
  meta: { next: "c1", total: 100 },
});

const mapping = compileMapping(selection, { specVersion: "0.3" });
const narrow = narrowMapping(
  mapping,
  new Map([
    [
      "products",
      new Map([
        ["id", null],
        ["name", null],
        ["stock", new Map([["quantity", null]])],
      ]),
    ],
  ]),
);
const data: unknown = JSON.parse(text);
const check = mapping.apply(data);
if (check.problems.length > 0) throw new Error(`The mapping has problems: ${JSON.stringify(check.problems[0])}`);

/** Microseconds of one run: the best and the median of `rounds` batches. */
function measure(run: () => unknown, batch: number, rounds = 40): { best: number; median: number } {
  for (let warm = 0; warm < batch * 5; warm += 1) run();
  const times = Array.from({ length: rounds }, () => {
    const before = process.hrtime.bigint();
    for (let index = 0; index < batch; index += 1) run();
    return Number(process.hrtime.bigint() - before) / batch / 1000;
  }).toSorted((a, b) => a - b);
  return { best: times[0] ?? Number.NaN, median: times[rounds / 2] ?? Number.NaN };
}

const parse = measure(() => JSON.parse(text) as unknown, 100);
const whole = measure(() => mapping.evaluate(data, {}, []), 100);
const narrowed = measure(() => narrow.evaluate(data, {}, []), 100);
const compile = measure(() => compileMapping(selection, { specVersion: "0.3" }), 50);

const line = (name: string, { best, median }: { best: number; median: number }): string =>
  `${name.padEnd(28)} best ${best.toFixed(1).padStart(8)} us   median ${median.toFixed(1).padStart(8)} us`;
process.stdout.write(
  [
    `${text.length} bytes, 100 objects, ${selection.trim().split("\n").length} lines of selection`,
    line("JSON.parse", parse),
    line("mapping", whole),
    line("mapping, narrowed to 3 keys", narrowed),
    line("compile", compile),
    `mapping / JSON.parse          best ${(whole.best / parse.best).toFixed(2)}   median ${(whole.median / parse.median).toFixed(2)}   (target at most 0.50)`,
    `compile                       ${(compile.median / 1000).toFixed(3)} ms   (target below 0.200)`,
    "",
  ].join("\n"),
);
