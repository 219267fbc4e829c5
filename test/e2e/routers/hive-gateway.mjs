/** `node hive-gateway.mjs <supergraph file>`: serves it by Hive Gateway, and prints where. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createGatewayRuntime } from "@graphql-hive/gateway-runtime";

const [file] = process.argv.slice(2);
// Errors are masked by the subgraphs already.
const gateway = createGatewayRuntime({ supergraph: readFileSync(file, "utf8"), maskedErrors: false, logging: false });
const server = createServer(gateway);
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/graphql`));
// The runtime takes the signal for itself, and leaves the server listening.
process.on("SIGTERM", () => process.exit(0));
