import { describe, expect, it } from "@jest/globals";
import { fc } from "../../support/properties.ts";
import { assertInside, encodeComponent, hasDotSegment, path, resolveInside } from "../../../subgraphs/rest/url.ts";

const refused = expect.objectContaining({ code: "REST_URL" });
const attempt = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe("path", () => {
  it.each([
    ["../admin", "things/..%2Fadmin"],
    ["a/b", "things/a%2Fb"],
    ["//host", "things/%2F%2Fhost"],
    ["?x=1", "things/%3Fx%3D1"],
    ["#top", "things/%23top"],
    ["%2e%2e", "things/%252e%252e"],
    ["1\r\nx-admin: true", "things/1%0D%0Ax-admin%3A%20true"],
    ["a\0b", "things/a%00b"],
    ["\\evil", "things/%5Cevil"],
    ["http://evil/", "things/http%3A%2F%2Fevil%2F"],
    ["ключ", "things/%D0%BA%D0%BB%D1%8E%D1%87"],
    ["😀", "things/%F0%9F%98%80"],
    ["it's (a) *!", "things/it%27s%20%28a%29%20%2A%21"],
    ["a.b-c_d~e", "things/a.b-c_d~e"],
    ["...", "things/..."],
    [7, "things/7"],
    [9007199254740993n, "things/9007199254740993"],
    [true, "things/true"],
  ])("makes one segment of %j", (value, expected) => {
    expect(path`things/${value}`).toBe(expected);
    expect(resolveInside(expected, "http://host/api/").href).toBe(`http://host/api/${expected}`);
  });

  it.each([[".."], ["."], [""], [null], [undefined], [{}], [["a"]], ["\ud800"], ["a\udc00"], [Symbol("s")]])(
    "refuses %p",
    // As JavaScript, which has no types, would pass it.
    (value) => expect(attempt(() => path`things/${value as string}`)).toEqual(refused),
  );

  it("refuses a dot segment that two values make together", () => {
    expect(attempt(() => path`things/${"."}${"."}`)).toEqual(refused);
    expect(attempt(() => path`things/%2e${"."}/x`)).toEqual(refused);
    expect(path`things/v${"."}${"."}`).toBe("things/v..");
  });

  it("encodes values of a query, where dots and nothing are harmless", () => {
    expect(path`things?at=${".."}&q=${"a&b=c"}&empty=${""}`).toBe("things?at=..&q=a%26b%3Dc&empty=");
  });

  it("never lets a value out of its segment", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const built = attempt(() => path`a/${value}/z`);
        if (typeof built !== "string") return expect(built).toEqual(refused);
        const { pathname, search, hash } = new URL(built, "http://host/base/");
        expect([pathname.split("/").length, search, hash]).toEqual([5, "", ""]);
        return expect(decodeURIComponent(pathname.split("/")[3] ?? "")).toBe(value);
      }),
    );
  });
});

describe("encodeComponent", () => {
  it("encodes all but what RFC 3986 calls unreserved", () => {
    const all = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    expect(encodeComponent(all).replaceAll(/%[0-9A-F]{2}/g, "")).toBe(
      "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~",
    );
    expect(decodeURIComponent(encodeComponent(all))).toBe(all);
  });
});

describe("hasDotSegment", () => {
  it.each(["..", ".", "a/..", "a/./b", "%2e", "a/%2E%2e/b", ".%2e", "a\\..\\b"])("finds one in %s", (given) => {
    expect(hasDotSegment(given)).toBe(true);
  });
  it.each(["", "a", "a.b", "...", "a/..b", "%252e%252e", ".well-known/x"])("finds none in %s", (given) => {
    expect(hasDotSegment(given)).toBe(false);
  });
});

describe("resolveInside", () => {
  it.each([
    ["reviews/1", "http://host/api", "http://host/api/reviews/1"],
    ["/reviews/1", "http://host/api/", "http://host/api/reviews/1"],
    ["", "http://host/api", "http://host/api"],
    ["/", "http://host/api", "http://host/api"],
    ["reviews/", "http://host", "http://host/reviews/"],
    ["?page=2", "http://host/api?key=1", "http://host/api?key=1&page=2"],
    ["users:search", "http://host/api", "http://host/api/users:search"],
    ["javascript:alert(1)", "http://host/api", "http://host/api/javascript:alert(1)"],
    ["http://host/api/next?page=2", "http://host/api/", "http://host/api/next?page=2"],
    ["a b/ü", "http://host/api/", "http://host/api/a%20b/%C3%BC"],
  ])("joins %j to %s", (given, base, expected) => expect(resolveInside(given, base).href).toBe(expected));

  it.each([
    "../admin",
    "a/../../admin",
    "..",
    "%2e%2e/admin",
    ".%2E/admin",
    "//evil/x",
    "\\\\evil\\x",
    "/\\evil",
    "\t//evil",
    "http://evil/x",
    "HTTPS://evil/x",
    "http://host/other",
    "http://host/apix",
    "http://host@evil/api/",
    "http://user@host/api/x",
    "http://host:81/api/x",
    "a\r\nb",
    "a\0",
    "things/1#",
  ])("refuses %j", (given) => {
    expect(attempt(() => resolveInside(given, "http://host/api"))).toEqual(refused);
  });

  it.each(["", "/api", "not a url"])("refuses the base %j", (base) => {
    expect(attempt(() => resolveInside("things", base))).toEqual(refused);
  });

  it("stays inside whatever it is given", () => {
    const nasty = fc.constantFrom(
      "..",
      ".",
      "/",
      "//",
      "\\",
      "%2e",
      "%2E",
      "http:",
      "@",
      ":",
      "?",
      "#",
      "\t",
      "\n",
      "a",
      "é",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 8 }), (parts) => {
        const url = attempt(() => resolveInside(parts.join(""), "http://host:80/api/v1"));
        if (!(url instanceof URL)) return expect(url).toEqual(refused);
        return expect(url.href).toMatch(/^http:\/\/host\/api\/v1(?:[/?]|$)/);
      }),
    );
  });
});

describe("assertInside", () => {
  it("lets pass what is below the base's path, as whole segments", () => {
    expect(attempt(() => assertInside(new URL("http://h/api/x"), new URL("http://h/api")))).toBeUndefined();
    expect(attempt(() => assertInside(new URL("http://h/api"), new URL("http://h/api/")))).toBeUndefined();
    expect(attempt(() => assertInside(new URL("http://h/apis"), new URL("http://h/api")))).toEqual(refused);
    expect(attempt(() => assertInside(new URL("https://h/api"), new URL("http://h/api")))).toEqual(refused);
  });
});
