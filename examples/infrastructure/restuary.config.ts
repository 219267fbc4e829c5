import { defineConfig } from "restuary";

// Where the three services are. PDNS_API_KEY, which subgraphs/dns.graphql sends, is read from the environment as well.
const { PDNS_URL, ALERTMANAGER_URL, INVENTORY_URL } = process.env;

export default defineConfig({
  sources: {
    "dns.powerdns": { baseUrl: `${PDNS_URL ?? "http://127.0.0.1:8081"}/api/v1/servers/localhost` },
    "alerts.api": {
      baseUrl: `${ALERTMANAGER_URL ?? "http://127.0.0.1:9093"}/api/v2`,
      openapi: "subgraphs/alerts.openapi.yaml",
    },
    "hosts.inventory": { baseUrl: INVENTORY_URL ?? "http://127.0.0.1:8080" },
  },
});
