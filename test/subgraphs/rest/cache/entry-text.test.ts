import { describe, expect, it } from "@jest/globals";
import type { KeptEntry } from "../../../../subgraphs/rest/cache/answer-store.ts";
import { entryFromText, entryToText } from "../../../../subgraphs/rest/cache/entry-text.ts";
import { fc } from "../../../support/properties.ts";

const times = { bornAt: 1, freshMs: 2, whileRevalidateMs: 3, ifErrorMs: 4, clientFreshMs: 5 };

function answer(body: Uint8Array, headers: Readonly<Record<string, readonly string[]>> = {}): KeptEntry {
  return { kind: "answer", status: 200, headers, body, audience: "unsaid", ...times };
}

describe("an entry as text", () => {
  it("is the same again, whatever its body and headers", () => {
    const headers = fc.dictionary(fc.string(), fc.array(fc.string(), { minLength: 1 }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => Buffer.from(text)),
        ),
        headers,
        (body, lists) => {
          const read = entryFromText(entryToText(answer(body, lists)));
          if (read?.kind !== "answer") throw new Error("It is no answer any more.");
          expect(Buffer.from(read.body)).toEqual(Buffer.from(body));
          expect(Object.entries(read.headers)).toEqual(Object.entries(lists));
          expect({ ...read, body: undefined, headers: undefined }).toEqual({
            ...answer(body, lists),
            body: undefined,
            headers: undefined,
          });
        },
      ),
    );
    const marker: KeptEntry = { kind: "vary", names: ["authorization"] };
    expect(entryFromText(entryToText(marker))).toEqual(marker);
  });

  it("shows text as it is", () => {
    const [head, body] = entryToText(answer(Buffer.from('{"ä":1}'))).split("\n");
    expect(JSON.parse(head ?? "")).toMatchObject({ status: 200, encoding: "utf8" });
    expect(body).toBe('{"ä":1}');
  });

  it.each([
    "",
    "\n",
    "{}\n",
    "null\nx",
    "[]\nx",
    "{\nx",
    '{"kind":"vary"}',
    '{"kind":"vary","names":[1]}',
    '{"kind":"answer"}\nx',
    `{"kind":"answer","status":200,"headers":{},"audience":"unsaid","bornAt":1,"freshMs":"2"}\nx`,
    `${JSON.stringify({ ...answer(new Uint8Array()), body: undefined, headers: { a: "b" } })}\nx`,
    `${JSON.stringify({ ...answer(new Uint8Array()), body: undefined, audience: "all" })}\nx`,
    JSON.stringify({ ...answer(new Uint8Array()), body: undefined }),
  ])("that is none of ours is not there: %j", (text) => {
    expect(entryFromText(text)).toBeUndefined();
  });
});
