import type { LintRule } from "./rule.ts";
import { deprecatedWithoutReason } from "./rules/deprecated-without-reason.ts";
import { enumValueCase } from "./rules/enum-value-case.ts";
import { fieldCase } from "./rules/field-case.ts";
import { missingDescription } from "./rules/missing-description.ts";
import { nullabilityDiffers } from "./rules/nullability-differs.ts";
import { typeCase } from "./rules/type-case.ts";
import { unusedType } from "./rules/unused-type.ts";

/** The rules that need the SDL alone. */
export const schemaRules: readonly LintRule[] = [
  typeCase,
  fieldCase,
  enumValueCase,
  missingDescription,
  deprecatedWithoutReason,
  unusedType,
  nullabilityDiffers,
];
