import { describe, expect, it } from "@jest/globals";
import { camelCase } from "../../../../subgraphs/mapping/camel-case.ts";
import { problemsOf, run, valueOf } from "../../../support/run-mapping.ts";

describe("methods of objects and JSON text", () => {
  it.each<[string, unknown, unknown]>([
    [
      "$->entries",
      { b: 1, a: 2 },
      [
        { key: "b", value: 1 },
        { key: "a", value: 2 },
      ],
    ],
    ["$->entries", {}, []],
    ["$->entries.key", { b: 1, a: 2 }, ["b", "a"]],
    ["o->entries { name: key amount: value }", { o: { x: 1 } }, [{ name: "x", amount: 1 }]],
    [
      "$->keysToCamelCase",
      { user_id: 1, NAME: 2, LastName: 3, ok: { in_ner: 4 } },
      { userId: 1, name: 2, lastName: 3, ok: { in_ner: 4 } },
    ],
    ["$->keysToCamelCase { loginName }", { login_name: "ben" }, { loginName: "ben" }],
    [
      "$->keysToCamelCaseDeep",
      { a_b: [{ c_d: 1 }, [{ e_f: 2 }]], g_h: { i_j: null } },
      { aB: [{ cD: 1 }, [{ eF: 2 }]], gH: { iJ: null } },
    ],
    ["$->keysToCamelCaseDeep", 5, 5],
    ["$->keysToCamelCaseDeep", [{ a_b: 1 }], [{ aB: 1 }]],
    ["$->jsonStringify", { b: [1, null], a: "x" }, '{"b":[1,null],"a":"x"}'],
    ["$->jsonStringify", null, "null"],
    ["$->jsonStringify", "a", '"a"'],
    ["$->jsonStringify", { id: 9007199254740993n }, '{"id":9007199254740993}'],
    ["$->jsonStringify", 9007199254740993n, "9007199254740993"],
    ["$->jsonParse", '{"x":1}', { x: 1 }],
    ["$->jsonParse.x", '{"x":1}', 1],
    ["$->jsonParse", "null", null],
    ["$->jsonParse", "9007199254740993", 9007199254740993n],
  ])("%s of %p is %p", (source, data, expected) => {
    expect(valueOf(source, data)).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ["$->entries", [1], "Method `->entries` takes an object, but the value is of kind array."],
    ["$->entries()", {}, "Method `->entries` takes no arguments, but 0 were given."],
    ["$->keysToCamelCase", [{ a_b: 1 }], "Method `->keysToCamelCase` takes an object, but the value is of kind array."],
    ["$->jsonStringify()", 1, "Method `->jsonStringify` takes no arguments, but 0 were given."],
    ["$->jsonParse", "{", "The string that `->jsonParse` was given is not JSON."],
    ["$->jsonParse", 5, "Method `->jsonParse` takes a string, but the value is of kind number."],
  ])("%s of %p is missing, with a problem", (source, data, problem) => {
    const result = run(source, data);
    expect(result.value).toBeNull();
    expect(result.problems.map(({ message }) => message)).toEqual([problem]);
  });

  it("keeps the last of several keys that become one, with a problem", () => {
    expect(run("$->keysToCamelCase", { user_id: 1, userId: 2 }).value).toEqual({ userId: 2 });
    expect(problemsOf("$->keysToCamelCase", { user_id: 1, userId: 2 })).toEqual([
      "Several keys become `userId` in camel case; the last one is kept. @ ->keysToCamelCase",
    ]);
  });

  it.each([
    ["user_id", "userId"],
    ["USER_ID", "userId"],
    ["UserId", "userId"],
    ["userId", "userId"],
    ["userID", "userID"],
    ["user-id", "userId"],
    ["first name", "firstName"],
    ["URL", "url"],
    ["HTTPServer", "httpServer"],
    ["user__id_", "userId"],
    ["_id", "_id"],
    ["__typename", "__typename"],
    ["__proto__", "__proto"],
    ["a_1_b", "a1B"],
    ["", ""],
    ["_", "_"],
    ["url_V2", "urlV2"],
  ])("%j is %j in camel case", (key, expected) => {
    expect(camelCase(key)).toBe(expected);
  });
});
