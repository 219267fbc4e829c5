import { describe, expect, it } from "@jest/globals";
import { decodeBody } from "../../../subgraphs/rest/decode-body.ts";
import type { RestResponse } from "../../../subgraphs/rest/operation.ts";

function response(contentType: string | undefined, body: string | Uint8Array, status = 200): RestResponse {
  const headers = contentType === undefined ? {} : { "content-type": [contentType] };
  return { status, headers, body: typeof body === "string" ? Buffer.from(body) : body };
}

describe("decodeBody", () => {
  it.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;charset=iso-8859-1",
    "application/problem+json; charset=utf-8",
    "application/vnd.api+json",
    "text/json",
    "",
    undefined,
  ])("reads JSON from %j", (type) => {
    expect(decodeBody(response(type, '{"a":"ü"}'))).toEqual({ kind: "json", value: { a: "ü" } });
  });

  it("reads JSON in the charset that it names, where it is not UTF-8 as it should be", () => {
    const body = Buffer.from('{"a":"\u00fc"}', "latin1");
    expect(decodeBody(response("application/json; charset=ISO-8859-1", body))).toEqual({
      kind: "json",
      value: { a: "ü" },
    });
  });

  it.each(["application/json", "application/json; charset=utf-8", undefined])(
    "makes no letters up in JSON of %j that is not UTF-8",
    (type) => {
      expect(decodeBody(response(type, Buffer.from('{"a":"\u00fc"}', "latin1")))).toMatchObject({
        kind: "invalid",
        value: null,
        error: {
          code: "REST_BODY_INVALID",
          message: "The upstream service's answer is not UTF-8, and names no other charset.",
        },
      });
    },
  );

  it("passes over a byte order mark", () => {
    expect(decodeBody(response("application/json", "\uFEFF1"))).toEqual({ kind: "json", value: 1 });
  });

  it("reads bytes that are a part of a larger buffer", () => {
    const body = new Uint8Array(Buffer.from("xx[1]xx")).subarray(2, 5);
    expect(decodeBody(response("application/json", body))).toEqual({ kind: "json", value: [1] });
  });

  it.each([
    ["text/plain", Buffer.from("ü"), "ü"],
    ['TEXT/PLAIN; a=b; Charset="UTF-8"', Buffer.from("ü"), "ü"],
    ["text/plain; charset=iso-8859-1", Buffer.from([0xfc]), "ü"],
    ["text/plain; charset=utf-16le", Buffer.from("ü", "utf16le"), "ü"],
  ])("reads text from %s", (type, body, value) => {
    expect(decodeBody(response(type, body))).toEqual({ kind: "text", value });
  });

  it.each(["application/json", "text/html", undefined])("has nothing to read in an empty body of %j", (type) => {
    expect(decodeBody(response(type, ""))).toEqual({ kind: "empty", value: null });
  });

  it.each(["text/html; charset=utf-8", "application/xml", "application/jsonp", "image/png"])(
    "does not read %s",
    (type) => {
      expect(decodeBody(response(type, "<x/>"))).toEqual({
        kind: "unsupported",
        value: null,
        mediaType: type.split(";")[0],
      });
    },
  );

  it.each([
    ["application/json", "<html>secret</html>"],
    ["application/json", " "],
    ["text/plain; charset=klingon", "x"],
  ])("keeps the status of %s that holds %j", (type, body) => {
    const decoded = decodeBody(response(type, body, 502));
    if (decoded.kind !== "invalid") throw new Error(`expected an error, got ${decoded.kind}`);
    expect(decoded.error).toMatchObject({ code: "REST_BODY_INVALID", status: 502, detail: { body } });
    expect(decoded.error.message).not.toContain("secret");
  });
});
