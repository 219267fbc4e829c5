import { expect, it } from "@jest/globals";
import { answering, importParts, sdlOf } from "./import.ts";

const paths = { "/a": { get: answering({ type: "string" }, { operationId: "a" }) } };

it.each([
  ["http://127.0.0.1:4103/v1/", "http://127.0.0.1:4103/v1", []],
  [
    "http://{host}.test",
    "http://{$config.host}.test",
    ["`{host}` has no default; it is read from the source's `config`."],
  ],
  [
    "https://a.test:{port}/v1",
    "https://a.test:{$config.port}/v1",
    ["`{port}` has no default; it is read from the source's `config`."],
  ],
  [
    "/v1",
    "http://localhost/v1",
    ["The document does not say on which host the service is; `http://localhost` was written."],
  ],
  [
    "http://op127.0.0.1",
    "http://localhost",
    ["`http://op127.0.0.1` is not a valid URL; `http://localhost` was written."],
  ],
  [
    "http://a.test:99999",
    "http://localhost",
    ["`http://a.test:99999` is not a valid URL; `http://localhost` was written."],
  ],
])("writes the server %s as %s", (url, baseUrl, messages) => {
  const result = importParts({ servers: [{ url }], paths });
  sdlOf(result);
  expect(/baseURL: "([^"]*)"/.exec(result.sdl)?.[1]).toBe(baseUrl);
  expect(result.findings.map(({ message }) => message)).toEqual(messages);
});

it.each([
  ["http://b.test:99999", "`http://b.test:99999` is not a valid URL; the document's own server is asked."],
  ["/v2", "The document does not say on which host `/v2` is; the document's own server is asked."],
])("says that an operation's own server %s is not asked", (url, message) => {
  const own = { "/a": { get: { ...paths["/a"].get, servers: [{ url }] } } };
  const { sdl, findings } = importParts({ paths: own });
  expect(sdl.match(/baseURL: "[^"]*"/g)).toEqual(['baseURL: "http://api.test"']);
  expect(findings).toEqual([{ kind: "fault", pointer: "#/paths/~1a/get", message }]);
});
