import { describe, expect, it } from "@jest/globals";
import { KeySet } from "../../../gateway/auth/key-set.ts";
import { createSigner } from "./signer.ts";

const [old, next] = await Promise.all([createSigner("old"), createSigner("new")]);

/** A JWKS whose answers are set by the test, and a clock that it turns. */
function issuer(answer: () => unknown): {
  keys: KeySet;
  loads: () => number;
  errors: string[];
  pass: (ms: number) => void;
  find: (kid: string) => Promise<string>;
} {
  let nowMs = 0;
  let loads = 0;
  const errors: string[] = [];
  const keys = new KeySet({
    load: async () => {
      loads += 1;
      return answer();
    },
    now: () => nowMs,
    onError: (error) => errors.push(String(error)),
  });
  return {
    keys,
    loads: () => loads,
    errors,
    pass: (ms) => (nowMs += ms),
    find: (kid) =>
      keys.find({ alg: "ES256", kid }, { payload: "", signature: "" }).then(
        (found) => `${found.length}`,
        (error: Error) => `${error.name}: ${error.message}`,
      ),
  };
}

const unavailable = "Error: The keys that tokens are verified with cannot be loaded.";
const noKey = "JWKSNoMatchingKey: no applicable key found in the JSON Web Key Set";

describe("KeySet", () => {
  it("loads once for all who wait", async () => {
    const { find, loads } = issuer(() => ({ keys: [old.jwk] }));
    expect(await Promise.all([find("old"), find("old"), find("old")])).toEqual(["1", "1", "1"]);
    expect(loads()).toBe(1);
  });

  it("takes up a new key when a token names it", async () => {
    const set = { keys: [old.jwk] };
    const { find, keys, loads, pass } = issuer(() => set);
    expect(await find("old")).toBe("1");
    expect(keys.version).toBe(1);
    set.keys = [old.jwk, next.jwk];
    pass(30_000);
    expect(await Promise.all([find("new"), find("new")])).toEqual(["1", "1"]);
    expect(keys.version).toBe(2);
    expect(loads()).toBe(2);
  });

  it("is not made to load by tokens that name no key of it", async () => {
    const { find, loads, pass } = issuer(() => ({ keys: [old.jwk] }));
    expect(await find("none")).toBe(noKey);
    expect(await find("none")).toBe(noKey);
    pass(29_999);
    expect(await find("none")).toBe(noKey);
    expect(loads()).toBe(1);
    pass(1);
    expect(await find("none")).toBe(noKey);
    expect(loads()).toBe(2);
  });

  it("keeps the keys it has while the JWKS is away, and tells of it once", async () => {
    let isAway = false;
    const { find, errors, loads, pass } = issuer(() => {
      if (isAway) throw new Error("away");
      return { keys: [old.jwk] };
    });
    expect(await find("old")).toBe("1");
    isAway = true;
    pass(86_400_000);
    expect(await find("old")).toBe("1");
    pass(1_000);
    expect(await find("old")).toBe("1");
    expect(loads()).toBe(3);
    expect(errors).toEqual(["Error: away"]);
    // What a key that is not known is worth cannot be told now.
    expect(await find("new")).toBe(unavailable);
    isAway = false;
    pass(1_000);
    expect(await find("new")).toBe(noKey);
    isAway = true;
    pass(86_400_000);
    expect(await find("old")).toBe("1");
    expect(errors).toEqual(["Error: away", "Error: away"]);
  });

  it("has none until they can be loaded, and tries again after a second", async () => {
    let set: unknown = "no key set";
    const { find, keys, loads, pass } = issuer(() => set);
    expect(await find("old")).toBe(unavailable);
    expect(await find("old")).toBe(unavailable);
    expect(keys.hasKeys).toBe(false);
    expect(loads()).toBe(1);
    set = { keys: [old.jwk] };
    pass(1_000);
    expect(await find("old")).toBe("1");
    expect(keys.hasKeys).toBe(true);
    expect(loads()).toBe(2);
  });

  it("drops a key that is withdrawn: in the background after 10 minutes, before it answers after 20", async () => {
    const set = { keys: [old.jwk, next.jwk] };
    const { find, keys, pass } = issuer(() => set);
    expect(await find("old")).toBe("1");
    set.keys = [next.jwk];
    pass(600_001);
    expect(await find("old")).toBe("1");
    expect(await find("old")).toBe(noKey);
    set.keys = [old.jwk];
    pass(1_200_001);
    expect(await find("new")).toBe(noKey);
    expect(keys.version).toBe(3);
  });
});
