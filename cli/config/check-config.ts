import { checkData } from "../../schema/check-data.ts";
import type { Diagnostic } from "../../schema/diagnostic.ts";
import type { Locate } from "../../schema/yaml-text.ts";
import { configSchema } from "./config-schema.ts";
import type { RestuaryConfig } from "./config.ts";
import type { InNumbers } from "./units.ts";

/**
 * Checks a config's value. Collects every fault: `CONFIG_UNKNOWN_KEY` and `CONFIG_INVALID_VALUE`, at their place where
 * `locate` knows it and by key path in any case.
 */
export function checkConfig(
  value: unknown,
  file: string,
  locate: Locate,
): { config?: InNumbers<RestuaryConfig>; diagnostics: Diagnostic[] } {
  const { data, diagnostics } = checkData(configSchema, value, {
    file,
    noun: "config",
    codes: { unknownKey: "CONFIG_UNKNOWN_KEY", invalidValue: "CONFIG_INVALID_VALUE" },
    locate,
  });
  return { ...(data && { config: data }), diagnostics };
}
