/** Types and defaults of arguments and input fields, which only together say what a client may leave out. */
import {
  astFromValue,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  print,
  type GraphQLArgument,
  type GraphQLInputField,
} from "graphql";
import type { Comparison } from "./comparison.ts";
import { breaking, risky, type SchemaChange, type SchemaChanges } from "./schema-change.ts";
import type { SchemaChangeCode } from "./schema-change-codes.ts";
import { isSafeInArguments } from "./type-change.ts";

interface InputPlace {
  readonly prefix: "ARGUMENT" | "INPUT_FIELD";
  readonly coordinate: string;
  /** The field or input type: operations that leave the input out name nothing else. */
  readonly owner: string;
  readonly isReached: boolean;
}

type Input = GraphQLArgument | GraphQLInputField;

export function compareInputs(comparison: Comparison): SchemaChanges {
  const changes: SchemaChange[] = [];
  let safe = 0;
  const add = (place: InputPlace, was: Input, is: Input | undefined): void => {
    const change = is && compareInput(place, was, is, comparison);
    if (change === "safe") safe++;
    else if (change) changes.push(change);
  };

  const { before, after, reach } = comparison;
  for (const was of Object.values(before.getTypeMap())) {
    if (was.name.startsWith("__")) continue;
    const is = after.getType(was.name);
    if (isInputObjectType(was) && isInputObjectType(is)) {
      const isReached = reach.input.has(was.name);
      if (!was.isOneOf && is.isOneOf && isReached) changes.push(becameOneOf(was.name));
      else if (was.isOneOf !== is.isOneOf) safe++;
      for (const field of Object.values(was.getFields())) {
        const coordinate = `${was.name}.${field.name}`;
        add({ prefix: "INPUT_FIELD", coordinate, owner: was.name, isReached }, field, is.getFields()[field.name]);
      }
    }
    if ((isObjectType(was) || isInterfaceType(was)) && (isObjectType(is) || isInterfaceType(is))) {
      const isReached = reach.output.has(was.name);
      for (const field of Object.values(was.getFields())) {
        const args = is.getFields()[field.name]?.args;
        const owner = `${was.name}.${field.name}`;
        for (const argument of args ? field.args : []) {
          const coordinate = `${owner}(${argument.name}:)`;
          const current = args?.find(({ name }) => name === argument.name);
          add({ prefix: "ARGUMENT", coordinate, owner, isReached }, argument, current);
        }
      }
    }
  }
  return { changes, safe };
}

function becameOneOf(name: string): SchemaChange {
  const message = `\`${name}\` became \`@oneOf\`: an input that gives no field or several is now refused.`;
  return breaking("ONE_OF_ADDED", name, message, { fix: "Give the new input a new name." });
}

function compareInput(
  place: InputPlace,
  was: Input,
  is: Input,
  { renames }: Comparison,
): SchemaChange | "safe" | undefined {
  const { prefix, coordinate, owner } = place;
  const isSameType = String(was.type) === String(is.type);
  const [oldDefault, newDefault] = [was, is].map(printDefault);
  if (isSameType && sameValue(was.defaultValue, is.defaultValue)) return undefined;
  if (!place.isReached) return "safe";

  const wasRequired = isNonNullType(was.type) && oldDefault === undefined;
  const types = `was \`${String(was.type)}\` and is now \`${String(is.type)}\``;
  if (!isSafeInArguments(was.type, is.type, renames.isSame)) {
    // `Int` to `Int!`: nothing else is new.
    const isStricter = `${String(was.type)}!` === String(is.type);
    if (isStricter && newDefault === undefined) {
      return breaking(
        codeOf(prefix, "MADE_REQUIRED"),
        coordinate,
        `\`${coordinate}\` ${types}: it must now be given.`,
        {
          fix: "Keep it nullable, or give it a default value.",
          affects: [owner],
          type: String(is.type),
        },
      );
    }
    const note = isStricter ? ": a null is now refused" : "";
    // Where it must be given now, operations that leave it out are invalid too.
    const isRequiredNow = isNonNullType(is.type) && newDefault === undefined && !wasRequired;
    return breaking(codeOf(prefix, "TYPE_CHANGED"), coordinate, `\`${coordinate}\` ${types}${note}.`, {
      type: String(is.type),
      ...(isRequiredNow ? { affects: [owner] } : {}),
    });
  }
  if (!wasRequired && isNonNullType(is.type) && newDefault === undefined) {
    const message = `\`${coordinate}\` lost its default value, \`${oldDefault}\`: it must now be given.`;
    return breaking(codeOf(prefix, "MADE_REQUIRED"), coordinate, message, {
      fix: "Keep the default value.",
      affects: [owner],
    });
  }
  // Nobody could leave it out, so nobody meets the new default. And `null` is what leaving it out meant.
  if (wasRequired || sameValue(was.defaultValue ?? null, is.defaultValue ?? null)) {
    return isSafeInArguments(was.type, is.type) ? "safe" : undefined;
  }
  const message =
    oldDefault === undefined
      ? `\`${coordinate}\` has a default value now, \`${newDefault}\`, where leaving it out meant none.`
      : `The default value of \`${coordinate}\` was \`${oldDefault}\` and is now ${newDefault === undefined ? "none" : `\`${newDefault}\``}.`;
  return risky(codeOf(prefix, "DEFAULT_CHANGED"), coordinate, message, { affects: [owner] });
}

function codeOf(
  prefix: InputPlace["prefix"],
  what: "MADE_REQUIRED" | "TYPE_CHANGED" | "DEFAULT_CHANGED",
): SchemaChangeCode {
  return `${prefix}_${what}`;
}

function printDefault({ defaultValue, type }: Input): string | undefined {
  if (defaultValue === undefined) return undefined;
  const node = astFromValue(defaultValue, type);
  return node ? print(node) : "null";
}

/** Defaults as they count: the order of an object's fields does not. */
function sameValue(was: unknown, is: unknown): boolean {
  if (Array.isArray(was) && Array.isArray(is)) {
    return was.length === is.length && was.every((item, index) => sameValue(item, is[index]));
  }
  if (typeof was !== "object" || typeof is !== "object" || was === null || is === null) return Object.is(was, is);
  const keys = Object.keys(was);
  return (
    keys.length === Object.keys(is).length &&
    keys.every((key) => Object.hasOwn(is, key) && sameValue(Reflect.get(was, key), Reflect.get(is, key)))
  );
}
