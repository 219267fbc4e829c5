import { defineConfig } from "restuary";

// Where the services are; the ports that start.ts gives them unless told otherwise.
const { CATALOG_URL, CUSTOMERS_URL, ORDERS_URL, REVIEWS_URL } = process.env;

export default defineConfig({
  subgraphs: {
    catalog: { schema: "subgraphs/catalog.graphql" },
    customers: { schema: "subgraphs/customers.graphql" },
    orders: { schema: "subgraphs/orders.graphql" },
    reviews: { module: "subgraphs/reviews/index.ts" },
  },
  sources: {
    "catalog.api": { baseUrl: CATALOG_URL ?? "http://127.0.0.1:4101", openapi: "subgraphs/catalog.openapi.yaml" },
    "customers.api": {
      baseUrl: CUSTOMERS_URL ?? "http://127.0.0.1:4102",
      openapi: "subgraphs/customers.openapi.yaml",
    },
    "orders.api": { baseUrl: ORDERS_URL ?? "http://127.0.0.1:4103", openapi: "subgraphs/orders.openapi.yaml" },
    "reviews.api": { baseUrl: REVIEWS_URL ?? "http://127.0.0.1:4104" },
  },
});
