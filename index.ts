/** What a user's project imports: `import { defineConfig } from "restuary"`. */
export { defineConfig } from "./cli/config/config.ts";
export type {
  ContextRequest,
  GatewayConfig,
  RestuaryConfig,
  SourceConfig,
  SubgraphConfig,
} from "./cli/config/config.ts";
