import { defineConfig } from "restuary";

export default defineConfig({
  sources: {
    "__SUBGRAPH__.__SOURCE__": {
      // Where the service is.
      baseUrl: process.env.__VARIABLE__ ?? "__BASE_URL__",
      // What the service says of itself: `restuary check` holds every mapping against it.
      openapi: "subgraphs/__SUBGRAPH__.openapi.__ENDING__",
    },
  },
});
