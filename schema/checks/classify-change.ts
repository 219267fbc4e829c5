/**
 * What a change that `@graphql-inspector/core` found means to clients. It names changes well, and judges them one by
 * one: it does not ask whether a type is sent or answered, and calls a new optional argument dangerous.
 */
import type { Change } from "@graphql-inspector/core";
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { classifyDirectiveChange } from "./classify-directive-change.ts";
import type { Comparison, Verdict } from "./comparison.ts";
import { metaText } from "./inspector-meta.ts";
import { breaking, risky } from "./schema-change.ts";
import { isSafeInAnswers } from "./type-change.ts";

export function classifyChange(change: Change, comparison: Comparison): Verdict {
  const type: string = change.type;
  const [typeName = "", member = "", argument = ""] = (change.path ?? "").split(".");
  switch (type) {
    case "TYPE_ADDED":
    case "FIELD_DEPRECATION_ADDED":
    case "FIELD_DEPRECATION_REMOVED":
    case "ENUM_VALUE_DEPRECATION_REASON_ADDED":
    case "ENUM_VALUE_DEPRECATION_REASON_REMOVED":
      return "safe";
    case "TYPE_REMOVED":
      return typeRemoved(typeName, comparison);
    case "TYPE_KIND_CHANGED":
      return kindChanged(typeName, comparison);
    case "FIELD_ADDED":
      return comparison.before.getType(typeName) ? "safe" : undefined;
    case "FIELD_REMOVED":
      return fieldRemoved(typeName, member, comparison);
    case "FIELD_TYPE_CHANGED":
      return fieldTypeChanged(typeName, member, comparison);
    case "FIELD_ARGUMENT_ADDED":
      return argumentAdded(typeName, member, argument, comparison);
    case "FIELD_ARGUMENT_REMOVED":
      return argumentRemoved(typeName, member, argument, comparison);
    case "INPUT_FIELD_ADDED":
      return inputFieldAdded(typeName, member, comparison);
    case "INPUT_FIELD_REMOVED":
      return inputFieldRemoved(typeName, member, comparison);
    case "ENUM_VALUE_ADDED":
      return enumValueAdded(typeName, member, comparison);
    case "ENUM_VALUE_REMOVED":
      return enumValueRemoved(typeName, member, comparison);
    case "UNION_MEMBER_ADDED":
      return unionMemberAdded(typeName, metaText(change, "addedUnionMemberTypeName"), comparison);
    case "UNION_MEMBER_REMOVED":
      return unionMemberRemoved(typeName, metaText(change, "removedUnionMemberTypeName"), comparison);
    case "OBJECT_TYPE_INTERFACE_ADDED":
      return implementationAdded(typeName, metaText(change, "addedInterfaceName"), comparison);
    case "OBJECT_TYPE_INTERFACE_REMOVED":
      return implementationRemoved(typeName, metaText(change, "removedInterfaceName"), comparison);
    case "SCHEMA_QUERY_TYPE_CHANGED":
    case "SCHEMA_MUTATION_TYPE_CHANGED":
    case "SCHEMA_SUBSCRIPTION_TYPE_CHANGED":
      return rootTypeChanged(type, comparison);
    default:
      // Descriptions, and directives as they are used in the schema: no client sees them. Types and defaults of
      // arguments and input fields are compared by `compareInputs`, together.
      return type.startsWith("DIRECTIVE_") ? classifyDirectiveChange(change, comparison) : undefined;
  }
}

function isReached(name: string, { reach }: Comparison): boolean {
  return reach.output.has(name) || reach.input.has(name);
}

const keepFix = "Keep it, deprecated, until no client asks for it.";

function typeRemoved(name: string, comparison: Comparison): Verdict {
  const { before, renames, hiddenBy } = comparison;
  if (!isReached(name, comparison)) return "safe";
  if (rootNames(before).includes(name) || renames.consequences.has(name)) return undefined;
  const hidden = hiddenBy(name);
  const renamed = renames.names.get(name);
  if (hidden !== undefined) {
    return breaking("TYPE_REMOVED", name, `\`${name}\` is hidden from clients by \`@${hidden}\`.`, {
      directive: hidden,
    });
  }
  if (renamed !== undefined) {
    const message = `\`${name}\` was removed; \`${renamed}\` stands in its place.`;
    return breaking("TYPE_REMOVED", name, message, {
      place: renamed,
      fix: `Keep the name \`${name}\`: fragments and variables of clients are written with it.`,
    });
  }
  return breaking("TYPE_REMOVED", name, `\`${name}\` was removed.`, { fix: keepFix });
}

function kindChanged(name: string, comparison: Comparison): Verdict {
  if (!isReached(name, comparison)) return "safe";
  const [was, is] = [comparison.before, comparison.after].map((schema) => kindOf(schema.getType(name)));
  const message = `\`${name}\` was ${was} and is now ${is}.`;
  return breaking("TYPE_KIND_CHANGED", name, message, { fix: "Give the new type a new name." });
}

function kindOf(type: GraphQLNamedType | undefined): string {
  if (isObjectType(type)) return "an object type";
  if (isInterfaceType(type)) return "an interface";
  if (isUnionType(type)) return "a union";
  if (isEnumType(type)) return "an enum";
  return isInputObjectType(type) ? "an input type" : "a scalar";
}

function fieldRemoved(typeName: string, name: string, comparison: Comparison): Verdict {
  const coordinate = `${typeName}.${name}`;
  if (!comparison.reach.output.has(typeName)) return "safe";
  const hidden = comparison.hiddenBy(coordinate);
  if (hidden !== undefined) {
    const message = `\`${coordinate}\` is hidden from clients by \`@${hidden}\`.`;
    return breaking("FIELD_REMOVED", coordinate, message, { directive: hidden });
  }
  const reason = fieldOf(comparison.before, typeName, name)?.deprecationReason;
  if (typeof reason === "string") {
    const message = `\`${coordinate}\` was removed. It was deprecated: ${JSON.stringify(reason)}.`;
    return breaking("FIELD_REMOVED", coordinate, message, { fix: "Make sure that no client asks for it any more." });
  }
  return breaking("FIELD_REMOVED", coordinate, `\`${coordinate}\` was removed.`, { fix: keepFix });
}

function fieldTypeChanged(typeName: string, name: string, comparison: Comparison): Verdict {
  const coordinate = `${typeName}.${name}`;
  const was = fieldOf(comparison.before, typeName, name)?.type;
  const is = fieldOf(comparison.after, typeName, name)?.type;
  if (!was || !is) return undefined;
  if (isSafeInAnswers(was, is) || !comparison.reach.output.has(typeName)) return "safe";
  // The type's removal says it.
  if (isSafeInAnswers(was, is, comparison.renames.isSame)) return undefined;
  const mayBeNull = isSafeInAnswers(was, is, () => true) ? "" : nullNote(String(was), String(is));
  const message = `\`${coordinate}\` was \`${String(was)}\` and is now \`${String(is)}\`${mayBeNull}.`;
  return breaking("FIELD_TYPE_CHANGED", coordinate, message, {
    type: String(is),
    fix:
      mayBeNull === ""
        ? "Add a field with the new type beside it, and deprecate this one."
        : `Keep \`${String(was)}\`.`,
  });
}

/** `[User!]!` to `[User]`: the same but for nulls. */
function nullNote(was: string, is: string): string {
  return was.replaceAll("!", "") === is.replaceAll("!", "") ? ": clients get null where they expect none" : "";
}

function argumentAdded(typeName: string, field: string, name: string, comparison: Comparison): Verdict {
  const owner = `${typeName}.${field}`;
  if (!fieldOf(comparison.before, typeName, field)) return undefined;
  const argument = fieldOf(comparison.after, typeName, field)?.args.find((candidate) => candidate.name === name);
  if (!argument || !isRequiredArgument(argument) || !comparison.reach.output.has(typeName)) return "safe";
  const coordinate = `${owner}(${name}:)`;
  const message = `\`${owner}\` has a new argument that must be given: \`${name}: ${String(argument.type)}\`.`;
  return breaking("ARGUMENT_ADDED_REQUIRED", coordinate, message, {
    fix: "Give it a default value, or make it nullable.",
    affects: [owner],
  });
}

function argumentRemoved(typeName: string, field: string, name: string, comparison: Comparison): Verdict {
  if (!comparison.reach.output.has(typeName)) return "safe";
  const coordinate = `${typeName}.${field}(${name}:)`;
  const hidden = comparison.hiddenBy(coordinate);
  if (hidden !== undefined) {
    const message = `\`${coordinate}\` is hidden from clients by \`@${hidden}\`.`;
    return breaking("ARGUMENT_REMOVED", coordinate, message, { directive: hidden });
  }
  return breaking("ARGUMENT_REMOVED", coordinate, `\`${coordinate}\` was removed.`, {
    fix: "Keep it, deprecated, until no client gives it.",
  });
}

function inputFieldAdded(typeName: string, name: string, comparison: Comparison): Verdict {
  if (!comparison.before.getType(typeName)) return undefined;
  const field = inputFieldOf(comparison.after, typeName, name);
  if (!field || !isRequiredInputField(field) || !comparison.reach.input.has(typeName)) return "safe";
  const coordinate = `${typeName}.${name}`;
  const message = `\`${typeName}\` has a new field that must be given: \`${name}: ${String(field.type)}\`.`;
  return breaking("INPUT_FIELD_ADDED_REQUIRED", coordinate, message, {
    fix: "Give it a default value, or make it nullable.",
    affects: [typeName],
  });
}

function inputFieldRemoved(typeName: string, name: string, comparison: Comparison): Verdict {
  if (!comparison.reach.input.has(typeName)) return "safe";
  const coordinate = `${typeName}.${name}`;
  const hidden = comparison.hiddenBy(coordinate);
  if (hidden !== undefined) {
    const message = `\`${coordinate}\` is hidden from clients by \`@${hidden}\`.`;
    return breaking("INPUT_FIELD_REMOVED", coordinate, message, { directive: hidden });
  }
  return breaking("INPUT_FIELD_REMOVED", coordinate, `\`${coordinate}\` was removed.`, {
    fix: "Keep it, deprecated, until no client sends it.",
  });
}

function enumValueAdded(typeName: string, name: string, comparison: Comparison): Verdict {
  if (!comparison.before.getType(typeName)) return undefined;
  if (!comparison.reach.output.has(typeName)) return "safe";
  const coordinate = `${typeName}.${name}`;
  const message = `\`${typeName}\` has a new value, \`${name}\`, which clients may get and have no case for.`;
  return risky("ENUM_VALUE_ADDED", coordinate, message, { affects: [typeName] });
}

function enumValueRemoved(typeName: string, name: string, comparison: Comparison): Verdict {
  // Where clients only get it, they get it no more: each of the rest they know.
  if (!comparison.reach.input.has(typeName)) return "safe";
  const coordinate = `${typeName}.${name}`;
  const hidden = comparison.hiddenBy(coordinate);
  const message =
    hidden === undefined
      ? `\`${coordinate}\` was removed, and clients may send it.`
      : `\`${coordinate}\` is hidden from clients by \`@${hidden}\`, and they may send it.`;
  const more = hidden === undefined ? { fix: "Keep it, deprecated, until no client sends it." } : { directive: hidden };
  return breaking("ENUM_VALUE_REMOVED", coordinate, message, more);
}

function unionMemberAdded(typeName: string, member: string, comparison: Comparison): Verdict {
  if (!comparison.before.getType(typeName)) return undefined;
  if (!comparison.reach.abstract.has(typeName)) return "safe";
  const message = `\`${typeName}\` may now be \`${member}\`, for which clients have no fragment.`;
  return risky("UNION_MEMBER_ADDED", typeName, message, { subject: member });
}

function unionMemberRemoved(typeName: string, member: string, comparison: Comparison): Verdict {
  if (!comparison.reach.output.has(typeName)) return "safe";
  if (!comparison.after.getType(member)) return undefined;
  const message = `\`${typeName}\` may no longer be \`${member}\`: fragments on it are invalid there.`;
  return breaking("UNION_MEMBER_REMOVED", typeName, message, { subject: member });
}

function implementationAdded(typeName: string, wider: string, comparison: Comparison): Verdict {
  if (!comparison.reach.abstract.has(wider)) return comparison.before.getType(typeName) ? "safe" : undefined;
  if (!isObjectType(comparison.after.getType(typeName))) return "safe";
  const message = `\`${wider}\` may now be \`${typeName}\`, for which clients have no fragment.`;
  return risky("IMPLEMENTATION_ADDED", typeName, message, { subject: wider, affects: [wider] });
}

function implementationRemoved(typeName: string, wider: string, comparison: Comparison): Verdict {
  if (!comparison.reach.output.has(typeName)) return "safe";
  if (!comparison.after.getType(wider)) return undefined;
  const message = `\`${typeName}\` no longer implements \`${wider}\`: fragments on the one are invalid in the other.`;
  return breaking("IMPLEMENTATION_REMOVED", typeName, message, { subject: wider, affects: [typeName, wider] });
}

function rootTypeChanged(change: string, { before, after, hiddenBy }: Comparison): Verdict {
  const index = ["SCHEMA_QUERY_TYPE_CHANGED", "SCHEMA_MUTATION_TYPE_CHANGED"].indexOf(change);
  const [operations, was, is] =
    index === 0
      ? ["queries", before.getQueryType(), after.getQueryType()]
      : index === 1
        ? ["mutations", before.getMutationType(), after.getMutationType()]
        : ["subscriptions", before.getSubscriptionType(), after.getSubscriptionType()];
  if (!was) return "safe";
  const hidden = hiddenBy(was.name);
  const message = is
    ? `The type of ${operations} was \`${was.name}\` and is now \`${is.name}\`.`
    : `There are no ${operations} any more: \`${was.name}\` was removed${hidden === undefined ? "" : ` by \`@${hidden}\``}.`;
  return breaking("ROOT_TYPE_CHANGED", was.name, message, {
    fix: is ? `Keep the name \`${was.name}\`.` : keepFix,
  });
}

function rootNames(schema: GraphQLSchema): string[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
    (type) => type?.name ?? [],
  );
}

function fieldOf(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function inputFieldOf(schema: GraphQLSchema, typeName: string, name: string): GraphQLInputField | undefined {
  const type = schema.getType(typeName);
  return isInputObjectType(type) ? type.getFields()[name] : undefined;
}
