import { expect, it } from "@jest/globals";
import { describeCall } from "../../cli/describe-call.ts";
import type { RestCallReport } from "../../subgraphs/rest/create-rest-operation.ts";

const call: RestCallReport = {
  subgraph: "catalog",
  coordinate: "catalog:Query.product[0]",
  method: "GET",
  url: "http://127.0.0.1:4101/products/7?api_key=secret",
  status: 200,
  durationMs: 3.2,
  bytes: 412,
  shared: false,
};
const line = "GET http://127.0.0.1:4101/products/7?api_key=REDACTED 200";

it.each([
  { what: "a plain call", report: call, marks: "3 ms 412 B catalog:Query.product[0]" },
  { what: "a shared one", report: { ...call, shared: true }, marks: "3 ms 412 B catalog:Query.product[0] (shared)" },
  {
    what: "a kept one",
    report: { ...call, cache: "hit" as const },
    marks: "3 ms 412 B catalog:Query.product[0] (hit)",
  },
  { what: "a slow one", report: { ...call, durationMs: 1000 }, marks: "1000 ms 412 B catalog:Query.product[0] (slow)" },
  {
    what: "a slow one that the cache did not have",
    report: { ...call, durationMs: 2500, cache: "miss" as const, bytes: 2048 },
    marks: "2500 ms 2.0 KB catalog:Query.product[0] (miss, slow)",
  },
])("tells of $what", ({ report, marks }) => {
  expect(describeCall(report)).toBe(`${line} ${marks}`);
});
