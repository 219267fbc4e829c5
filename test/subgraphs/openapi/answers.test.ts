import { describe, expect, it } from "@jest/globals";
import { subgraphStarter } from "../connect/runtime/start-subgraph.ts";
import { forServer, importParts, sdlOf } from "./import.ts";

const start = subgraphStarter();

const text = { type: "string" };
const object = (properties: Record<string, unknown>, required: string[] = []): Record<string, unknown> => ({
  type: "object",
  required,
  properties,
});
const job = object({ id: text, state: text }, ["id"]);

/** An operation by the schemas of its answers; null is one without a body. */
function importAnswers(answers: Record<string, unknown>, method = "post"): ReturnType<typeof importParts> {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema === null ? { description: "" } : { description: "", content: { "application/json": { schema } } },
    ]),
  );
  return importParts({ paths: { "/jobs": { [method]: { responses } } } });
}

describe("answers with several statuses of success", () => {
  it("are a union where their objects have different fields, and null where nothing comes", async () => {
    const result = importAnswers({ 200: job, 202: object({ message: text }, ["message"]), 204: null });
    expect(sdlOf(result)).toContain(`type Mutation {
  createJob: CreateJobResult
    @connect(
      source: "api"
      http: { POST: "/jobs" }
      selection: """
      ... $status->match(
        [204, null],
        [202, { __typename: "CreateJobAccepted" message }],
        [@, { __typename: "CreateJob" id state? }]
      )
      """
    )
}

union CreateJobResult = CreateJobAccepted | CreateJob
`);
    expect(result.findings).toEqual([]);
    const answers = [
      { status: 200, json: { id: "1" } },
      { status: 202, json: { message: "wait" } },
      { status: 204 },
      { status: 201, json: { id: "2", state: "new" } },
    ];
    const shop = await start({ sdl: forServer(result), handler: () => answers.shift() ?? {} });
    const ask =
      "mutation { createJob { __typename ... on CreateJob { id state } ... on CreateJobAccepted { message } } }";
    const asked = [await shop.run(ask), await shop.run(ask), await shop.run(ask), await shop.run(ask)];
    expect(asked).toEqual([
      { data: { createJob: { __typename: "CreateJob", id: "1", state: null } }, errors: [] },
      { data: { createJob: { __typename: "CreateJobAccepted", message: "wait" } }, errors: [] },
      { data: { createJob: null }, errors: [] },
      { data: { createJob: { __typename: "CreateJob", id: "2", state: "new" } }, errors: [] },
    ]);
    expect(shop.problems).toEqual([]);
  });

  it("are one type where all fields of the one are those of the other", () => {
    const result = importAnswers({ 200: job, 202: object({ id: text }, ["id"]) });
    expect(sdlOf(result)).toContain(
      'createJob: CreateJob\n    @connect(source: "api", http: { POST: "/jobs" }, selection: "id state?")',
    );
    expect(result.findings).toEqual([]);
  });

  it.each([
    ["a list", { type: "array", items: job }, [{ id: "1" }], "{ id }", [{ id: "1" }]],
    ["an object", job, { id: "1" }, "{ id }", { id: "1" }],
    ["a list of numbers", { type: "array", items: { type: "integer" } }, [1, 2], "", [1, 2]],
  ])("are null where nothing is said of the other: beside %s", async (_name, schema, json, fields, expected) => {
    const result = importAnswers({ 200: schema, 202: { type: "object" }, 204: null }, "get");
    expect(result.findings).toEqual([
      {
        kind: "simplified",
        pointer: "#/paths/~1jobs/get/responses",
        message: "Nothing is said of the answer of 202; it is null.",
      },
    ]);
    sdlOf(result);
    const answers = [{ json }, { status: 202, json: {} }, { status: 204 }];
    const shop = await start({ sdl: forServer(result), handler: () => answers.shift() ?? {} });
    const asked = [
      await shop.run(`{ jobs ${fields} }`),
      await shop.run(`{ jobs ${fields} }`),
      await shop.run(`{ jobs ${fields} }`),
    ];
    expect(asked).toEqual([
      { data: { jobs: expected }, errors: [] },
      { data: { jobs: null }, errors: [] },
      { data: { jobs: null }, errors: [] },
    ]);
    expect(shop.problems).toEqual([]);
  });

  it("are JSON where they have no type in common", async () => {
    const result = importAnswers({ 200: { type: "array", items: job }, 202: object({ message: text }) }, "get");
    expect(sdlOf(result)).toContain("jobs: JSON\n");
    expect(result.findings.map(({ message }) => message)).toEqual([
      "The answers of 200, 202 have no type in common; it is `JSON`.",
    ]);
    const answers = [{ json: [{ id: "1" }] }, { status: 202, json: { message: "wait" } }];
    const shop = await start({ sdl: forServer(result), handler: () => answers.shift() ?? {} });
    expect([await shop.run("{ jobs }"), await shop.run("{ jobs }")]).toEqual([
      { data: { jobs: [{ id: "1" }] }, errors: [] },
      { data: { jobs: { message: "wait" } }, errors: [] },
    ]);
  });

  it("are JSON where a status is a range", () => {
    expect(sdlOf(importAnswers({ 200: job, "2XX": object({ message: text }) }))).toContain("createJob: JSON\n");
  });
});

describe("an answer without a body", () => {
  it.each(["200", "202", "204"])("is true, with status %s", async (status) => {
    const result = importAnswers({ [status]: null }, "delete");
    expect(sdlOf(result)).toContain("deleteJobs: Boolean\n");
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: Number(status) }) });
    expect(await shop.run("mutation { deleteJobs }")).toEqual({ data: { deleteJobs: true }, errors: [] });
    expect(shop.calls()).toEqual(["DELETE /jobs"]);
  });

  it("is null where another status has one", async () => {
    const result = importAnswers({ 200: job, 204: null }, "delete");
    expect(sdlOf(result)).toContain('selection: "id state?"');
    const shop = await start({ sdl: forServer(result), handler: () => ({ status: 204 }) });
    expect(await shop.run("mutation { deleteJobs { id } }")).toEqual({ data: { deleteJobs: null }, errors: [] });
  });

  it("is an error where the service fails", async () => {
    const shop = await start({
      sdl: forServer(importAnswers({ 204: null }, "delete")),
      handler: () => ({ status: 409, json: { message: "in use" } }),
    });
    const { data, errors } = await shop.run("mutation { deleteJobs }");
    expect(data).toEqual({ deleteJobs: null });
    expect(errors.map(({ extensions }) => extensions?.["code"])).toEqual(["CONNECTOR_FETCH"]);
  });
});
