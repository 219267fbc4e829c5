import { defineSubgraph, path, RestSource } from "restuary";

/** A review as the REST service says it. */
interface Review {
  readonly id: number;
  readonly product_id: number;
  readonly author_id: number;
  readonly stars: number;
  readonly text: string;
  readonly written_at: string;
}

class ReviewsApi extends RestSource {
  override baseURL = "http://127.0.0.1:4104/";

  /** All products that one operation asks about go into one call; the answers are handed back product by product. */
  byProduct = this.loader(
    async (productIds: readonly string[]) => {
      const reviews = await this.get<Review[]>("reviews", { params: { productIds: productIds.join(",") } });
      return productIds.map((id) => reviews.filter((review) => String(review.product_id) === id));
    },
    { maxBatchSize: 100 },
  );

  one = (id: string): Promise<Review | null> => this.get(path`reviews/${id}`);
  latest = (limit: number): Promise<Review[]> => this.get("reviews/latest", { params: { limit: String(limit) } });
}

export default defineSubgraph({
  name: "reviews",
  typeDefs: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

    type Query {
      review(id: ID!): Review
      latestReviews(first: Int = 10): [Review!]
    }

    type Review @key(fields: "id") {
      id: ID!
      stars: Int
      text: String
      writtenAt: String
      product: Product
      author: Customer
    }

    type Product @key(fields: "id") {
      id: ID!
      "Newest first."
      reviews(first: Int = 5): [Review!]
      rating: Rating
    }

    # What no mapping can work out: it takes arithmetic over all reviews of a product.
    type Rating {
      count: Int!
      "Null while nobody has reviewed the product."
      average: Float
      "How many gave one star, two stars, ... five stars."
      distribution: [Int!]!
    }

    type Customer @key(fields: "id", resolvable: false) {
      id: ID!
    }
  `,
  sources: { api: ReviewsApi },
  resolvers: {
    Query: {
      review: (_, { id }, { sources }) => sources.api.one(id),
      latestReviews: (_, { first }, { sources }) => sources.api.latest(first),
    },
    Review: {
      __resolveReference: ({ id }, { sources }) => sources.api.one(id),
      writtenAt: (review) => review.written_at,
      // Ids are text in the graph, and numbers in this service.
      product: (review) => ({ id: String(review.product_id) }),
      author: (review) => ({ id: String(review.author_id) }),
    },
    Product: {
      reviews: async ({ id }, { first }, { sources }) => (await sources.api.byProduct.load(id))?.slice(0, first),
      rating: async ({ id }, _, { sources }) => rate((await sources.api.byProduct.load(id)) ?? []),
    },
  },
});

function rate(reviews: readonly Review[]) {
  const distribution = [1, 2, 3, 4, 5].map((stars) => reviews.filter((review) => review.stars === stars).length);
  const sum = reviews.reduce((total, { stars }) => total + stars, 0);
  return {
    count: reviews.length,
    average: reviews.length === 0 ? null : Math.round((10 * sum) / reviews.length) / 10,
    distribution,
  };
}
