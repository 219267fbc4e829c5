import { describe, expect, it } from "@jest/globals";
import { growthFlag } from "../../cli/serving/collect-sooner.ts";

describe("how far a server's heap may grow before it is collected", () => {
  it("is less than V8 has it by default", () => {
    expect(growthFlag([], {}, "11.3.244.8-node.33")).toBe("--heap-growing-percent=50");
  });

  it("is for the user to say", () => {
    expect(growthFlag(["--heap-growing-percent=100"], {}, "11.3.244.8")).toBeUndefined();
    expect(growthFlag([], { NODE_OPTIONS: "--trace-gc --heap_growing_percent=20" }, "11.3.244.8")).toBeUndefined();
  });

  it("is left alone where V8 is too new to be known", () => {
    expect(growthFlag([], {}, "14.0.1")).toBeUndefined();
  });
});
