import { describe, expect, it } from "@jest/globals";
import { importDocument } from "../../../subgraphs/openapi/import-document.ts";
import { answering, sdlOf } from "./import.ts";

const text = { type: "string" };

describe("a portable import", () => {
  it("cuts a type inside itself, and has no directive of ours", () => {
    const sdl = sdlOf(
      importDocument({
        bytes: 1_000,
        subgraph: "test",
        portable: true,
        document: {
          openapi: "3.1.0",
          servers: [{ url: "http://api.test" }],
          paths: {
            "/thing": { get: answering({ $ref: "#/components/schemas/Thing" }) },
            "/exists": { head: { responses: {} } },
          },
          components: {
            schemas: {
              Thing: {
                type: "object",
                required: ["inner"],
                properties: { name: text, inner: { $ref: "#/components/schemas/Thing" } },
              },
            },
          },
        },
      }),
    );
    expect(sdl).toContain('selection: "name? inner? { name? }"');
    // Not every selection reaches it, so it can be null although the document requires it.
    expect(sdl).toContain("type Thing {\n  name: String\n  inner: Thing\n}");
    expect(sdl).not.toMatch(/@request|@mapping/);
  });
});
