import { products } from "./catalog.ts";
import { customers } from "./customers.ts";
import { createRandom } from "./random.ts";
import { idsParameter, intParameter, Problem, startService, type Service, type ServiceOptions } from "./service.ts";

export interface ReviewRecord {
  id: number;
  product_id: number;
  author_id: number;
  stars: number;
  text: string;
  written_at: string;
}

/** 1,000 reviews, the same ones every time. */
export const reviews: readonly ReviewRecord[] = createReviews();

/**
 * Reviews by product, for many products in one call.
 *
 *     GET /reviews/12
 *     GET /reviews?productIds=7,3,9    newest first, not grouped: the caller sorts out whose they are
 *     GET /reviews/latest?limit=10
 */
export function startReviews(options: ServiceOptions): Promise<Service> {
  return startService(
    {
      "GET /reviews/latest": ({ query }) => reviews.toReversed().slice(0, intParameter(query, "limit", 10, 100)),
      "GET /reviews/:id": ({ params }) => {
        const review = reviews.find(({ id }) => String(id) === params["id"]);
        if (!review) throw new Problem(404, `There is no review ${params["id"]}.`);
        return review;
      },
      "GET /reviews": ({ query }) => {
        const ids = idsParameter(query, "productIds");
        if (!ids) throw new Problem(400, "Say which products: `?productIds=1,2,3`.");
        return reviews.filter(({ product_id }) => ids.includes(product_id)).toReversed();
      },
    },
    options,
  );
}

function createReviews(): ReviewRecord[] {
  const random = createRandom(4);
  const texts: Record<number, [string, ...string[]]> = {
    1: ["Arrived broken, and nobody answers.", "Not as described."],
    2: ["Smaller than it looks.", "It does, just about."],
    3: ["Fine for the price.", "Does what it says, no more."],
    4: ["Would buy it again.", "Lovely, if a little slow to arrive."],
    5: ["Better than the one it replaces.", "My whole family wants one now."],
  };
  return Array.from({ length: 1000 }, (_, index) => {
    const stars = random.pick([1, 2, 3, 3, 4, 4, 4, 5, 5, 5]);
    return {
      id: index + 1,
      product_id: random.int(1, products.length),
      author_id: random.int(1, customers.length),
      stars,
      text: random.pick(texts[stars] ?? ["No comment."]),
      written_at: new Date(Date.UTC(2025, 0, 1, 3 * index)).toISOString(),
    };
  });
}
