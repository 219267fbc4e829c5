import { describe, expect, it } from "@jest/globals";
import type { FailureReport } from "../../gateway/http/failures.ts";
import { createFailureLog, describeFailure } from "../../cli/describe-failure.ts";
import { RemoteError } from "../../subgraphs/remote/remote-error.ts";
import { RestError } from "../../subgraphs/rest/rest-error.ts";

function describeIt(failure: Partial<FailureReport>, secrets: readonly string[] = []): string {
  const known = { errorId: "1f4e0c2ab95d7763", message: "It failed.", code: "X", path: "product", count: 1 };
  return describeFailure({ ...known, ...failure }, { dir: "/project", secrets });
}

function answered(body: string): RestError {
  const detail = { subgraph: "users", coordinate: "users:api", method: "GET", url: "http://users/7", body };
  return new RestError("REST_STATUS", "The upstream service answered 500.", { status: 500, detail });
}

describe("the line of a failure", () => {
  it("has the request, the answer, the place and how often it was", () => {
    const cause = answered('{"error":"down"}');
    expect(describeIt({ cause, reason: "UPSTREAM_ERROR", count: 20, operationName: "Shop" })).toBe(
      String.raw`[1f4e0c2ab95d7763] users:api: GET http://users/7 500 (UPSTREAM_ERROR), at product, in Shop (20 times): The upstream service answered 500. Body: "{\"error\":\"down\"}"`,
    );
  });

  it("has what no answer came for, down to the system's word", () => {
    const cause = new RestError("REST_CONNECT", "No connection to the upstream service could be made.", {
      cause: new Error("connect failed", { cause: new Error("ECONNREFUSED 10.0.0.1:80") }),
      detail: { coordinate: "users:User.name[0]", method: "GET", url: "http://u:p@users/?q=1&token=t0ken" },
    });
    expect(describeIt({ cause })).toBe(
      "[1f4e0c2ab95d7763] users:User.name[0]: GET http://u:REDACTED@users/?q=1&token=REDACTED (X), at product: No connection to the upstream service could be made. Cause: connect failed Cause: ECONNREFUSED 10.0.0.1:80",
    );
  });

  it("has the words of another GraphQL server", () => {
    const reported = { message: "no such table", extensions: { code: "DB", id: 9007199254740993n } };
    const cause = new RemoteError(reported, { subgraph: "billing", method: "POST", url: "http://billing/graphql" });
    expect(describeIt({ cause })).toBe(
      String.raw`[1f4e0c2ab95d7763] billing: POST http://billing/graphql (X), at product: RemoteError: no such table Body: "{\"code\":\"DB\",\"id\":9007199254740993}"`,
    );
  });

  it("says where code of the project threw", () => {
    expect(describeIt({ path: "", where: "`gateway.context`", cause: new Error("broken") })).toBe(
      "[1f4e0c2ab95d7763] (X), `gateway.context`: Error: broken",
    );
  });

  it("is the message where nothing was thrown", () => {
    expect(describeIt({})).toBe("[1f4e0c2ab95d7763] (X), at product: It failed.");
  });

  it("is one line, whatever a service says, and tells a terminal nothing", () => {
    const line = describeIt({ cause: new Error("a\r\nerror: [0] forged\u001b[2J\u2028") });
    expect(line).toBe(
      String.raw`[1f4e0c2ab95d7763] (X), at product: Error: a\u000d\u000aerror: [0] forged\u001b[2J\u2028`,
    );
  });

  it("has neither what the gateway is known by nor what was sent in secret", () => {
    const cause = new RestError("REST_STATUS", "The upstream service answered 401.", {
      status: 401,
      detail: {
        method: "GET",
        url: "http://users/7",
        headers: {
          authorization: "Bearer client-token",
          cookie: ["sid=cookie-value; a=1"],
          accept: "application/json",
        },
        body: "client-token, cookie-value and gateway-key are not known; send application/json",
      },
    });
    expect(describeIt({ cause }, ["gateway-key"])).toBe(
      '[1f4e0c2ab95d7763] GET http://users/7 401 (X), at product: The upstream service answered 401. Body: "REDACTED, REDACTED and REDACTED are not known; send application/json"',
    );
  });

  it.each([
    ["a member", '{"a":1,"access_token":"abc","b":[2]}', '{"a":1,"access_token":"REDACTED","b":[2]}'],
    ["a number", '{"password": 1234 }', '{"password": "REDACTED" }'],
    ["an object", '{"credentials":{"user":"u","key":["k}"]},"a":1}', '{"credentials":"REDACTED","a":1}'],
    ["what is cut off inside of a text", '{"clientSecret":"ab', '{"clientSecret":"REDACTED"'],
    ["what is cut off inside of an object", '[{"token":{"a":"b', '[{"token":"REDACTED"'],
    ["what is cut off before its value", '{"token":', '{"token":"REDACTED"'],
    ["a name with quotes in it", String.raw`{"a\"token":"x"}`, String.raw`{"a\"token":"REDACTED"}`],
    ["a form", "grant=code&client_secret=abc&x=1", "grant=code&client_secret=REDACTED&x=1"],
  ])("has no secret of a body: %s", (_what, body, redacted) => {
    expect(describeIt({ cause: answered(body) })).toContain(` Body: ${JSON.stringify(redacted)}`);
  });
});

function failureOf(errorId: string, cause: Error): FailureReport {
  return { errorId, message: "It failed.", code: "X", path: "a", count: 1, cause };
}

describe("the log of a service that is down", () => {
  it("has a line for each id, and the whole story ten times in a second", () => {
    let now = 5_000;
    const lines: string[] = [];
    const wording = { dir: "/project", secrets: [] };
    const output = {
      error: (line: string) => lines.push(line),
      warning: (line: string) => lines.push(`warning ${line}`),
    };
    const log = createFailureLog(
      output,
      () => wording,
      () => now,
    );
    for (let at = 0; at < 12; at += 1) log(failureOf(`id${at}`, answered("down")));
    log(failureOf("other", new Error("broken")));
    now += 1_000;
    log(failureOf("later", answered("down")));
    log({ ...failureOf("client", new Error("no such user")), code: "NOT_FOUND" });
    const whole = '] users:api: GET http://users/7 500 (X), at a: The upstream service answered 500. Body: "down"';
    expect(lines.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, at) => `[id${at}${whole}`));
    const brief = "] users:api RestError: The upstream service answered 500.: as told in this second already.";
    expect(lines.slice(10)).toEqual([
      `[id10${brief}`,
      `[id11${brief}`,
      "[other] (X), at a: Error: broken",
      `[later${whole}`,
      "warning [client] (NOT_FOUND), at a: Error: no such user",
    ]);
  });
});
