import { defineConfig } from "restuary";

// Where the services are. `npm start` starts both of them here; elsewhere the environment says it.
const { BOOKS_URL, AUTHORS_URL } = process.env;

export default defineConfig({
  sources: {
    "books.api": { baseUrl: BOOKS_URL ?? "http://127.0.0.1:4101" },
    "authors.api": { baseUrl: AUTHORS_URL ?? "http://127.0.0.1:4102" },
  },
});
