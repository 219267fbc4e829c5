import { describe, expect, it } from "@jest/globals";
import { describeFault } from "../../cli/describe-fault.ts";

describe("the line of a fault in the log", () => {
  it("is the sentence alone where the gateway says it itself", () => {
    const fault = new Error(
      "The keys of `https://id.example.com/` cannot be loaded from keys.json: there is no such file.",
    );
    expect(describeFault(fault, undefined, "/project")).toBe(
      "The keys of `https://id.example.com/` cannot be loaded from keys.json: there is no such file.",
    );
  });

  it("has the class where code threw it, and the place in the code that did", () => {
    const fault = new TypeError("x is not a function");
    fault.stack = `TypeError: x is not a function
    at run (file:///project/node_modules/lib/index.js:1:1)
    at author (file:///project/subgraphs/posts.ts:12:9)`;
    expect(describeFault(fault, "a resolver, at posts.author", "/project")).toBe(
      "a resolver, at posts.author: TypeError: x is not a function (subgraphs/posts.ts:12:9)",
    );
    expect(describeFault(new TypeError("no"), undefined, "/project")).toBe("TypeError: no");
  });

  it("names a value that was thrown in place of an error", () => {
    expect(describeFault("away", "a policy", "/project")).toBe("a policy: away");
  });
});
