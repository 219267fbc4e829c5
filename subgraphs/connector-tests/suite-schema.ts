/**
 * The file format of connector tests, `*.connector.yaml`: that of Apollo's Connectors Testing Framework
 * (https://www.apollographql.com/docs/graphos/connectors/testing), and `$env` beside it.
 */
import { z } from "zod";
import { parseJson } from "../rest/json.ts";
import type { WrittenSuite } from "./written-suite.ts";

const object = z.record(z.string(), z.unknown());

const scalar = z.union([z.string(), z.number(), z.bigint(), z.boolean()]);
const headers = z.record(
  z.string(),
  z.union([scalar, z.array(scalar).readonly()], "Expected the value of a header, or a list of them."),
);
const queryParams = z.record(
  z.string(),
  z.union([scalar, z.null(), z.array(scalar).readonly()], "Expected the value of a parameter, or a list of them."),
);
const status = z.int().min(100).max(599);
const method = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const path = z.string().min(1);

const json = z.string().superRefine((text, context) => {
  try {
    parseJson(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: `Expected JSON as text: ${(error as SyntaxError).message}.` });
  }
});

const variables = z
  .strictObject({
    $args: object.optional().describe("Arguments of the field."),
    $this: object.optional().describe("The parent object, or the entity's reference."),
    $batch: z.array(object).readonly().optional().describe("References of a batch connector."),
    $context: object.optional().describe("What the gateway's `context` function made."),
    $config: object.optional().describe("`config` of the source's settings."),
    $env: object.optional().describe("Environment variables."),
    $requestHeaders: headers.optional().describe("The client's headers, seen as `$request.headers`."),
  })
  .describe("Values of the mapping variables.");

const connectorRequest = z
  .strictObject({
    method: method.optional(),
    url: path.optional().describe("The whole URL, query included."),
    scheme: z.enum(["http", "https"]).optional(),
    origin: path.optional().describe("`https://host:port`, or the host and port alone."),
    path: z.string().optional(),
    queryParams: queryParams.optional().describe("Every parameter that is sent, by name."),
    headers: headers.optional().describe("Only those named are compared."),
    body: z.string().optional().describe("Compared as JSON where both are JSON."),
    bodyFile: path.optional(),
  })
  .superRefine(oneOf(["body", "bodyFile"]))
  .superRefine(oneOf(["url", "origin"]))
  .superRefine(oneOf(["url", "path"]))
  .superRefine(oneOf(["url", "queryParams"]));

const error = z.strictObject({
  message: z.string().optional(),
  contains_message: z.string().optional().describe("Part of the message."),
  extensions: object.optional().describe("Only those named are compared."),
});

const problem = z.union(
  [
    z.string(),
    z.strictObject({
      message: z.string().optional(),
      contains_message: z.string().optional().describe("Part of the message."),
      path: z.string().optional(),
      location: z.string().optional().describe("`Selection`, `ConnectUrl`, `RequestBody`, ..."),
      count: z.int().positive().optional(),
    }),
  ],
  "Expected a problem's message, or an object with `message`, `contains_message`, `path`, `location` and `count`.",
);

const expectation = z
  .strictObject({
    connectorRequest: connectorRequest.optional().describe("What is sent."),
    connectorRequestHttp: path.optional().describe("File with what is sent, as HTTP/1.1 text."),
    connectorResponse: json.optional().describe("The mapped value, before it is completed for GraphQL; JSON as text."),
    connectorResponseFile: path.optional(),
    connectorResponseHeaders: headers.optional(),
    error: error.optional().describe("The call fails with this error."),
    errors: z.array(error).readonly().optional().describe("As `error`, in a list."),
    problems: z.array(problem).readonly().optional().describe("Every mapping problem; `[]` for none."),
  })
  .superRefine(oneOf(["connectorRequest", "connectorRequestHttp"]))
  .superRefine(oneOf(["connectorResponse", "connectorResponseFile"]))
  .superRefine(oneOf(["error", "errors"]))
  .describe("Only what is named here is compared.");

const common = z
  .strictObject({
    target: path.optional(),
    connector: path.optional(),
    variables: variables.optional(),
    apiResponseBody: z.string().optional(),
    apiResponseBodyFile: path.optional(),
    apiResponseHeaders: headers.optional(),
    status: status.optional(),
    expectedResponse: json.optional(),
    expectedResponseFile: path.optional(),
    expectedRequestMethod: method.optional(),
    expectedRequestScheme: z.enum(["http", "https"]).optional(),
    expectedRequestOrigin: path.optional(),
    expectedRequestPath: z.string().optional(),
    expectedRequestQueryParams: queryParams.optional(),
    expectedRequestUrl: path.optional(),
  })
  .superRefine(oneOf(["target", "connector"]))
  .superRefine(oneOf(["apiResponseBody", "apiResponseBodyFile"]))
  .superRefine(oneOf(["expectedResponse", "expectedResponseFile"]))
  .describe("What holds for every test that does not say otherwise.");

const test = z
  .strictObject({
    name: z.string().min(1),
    target: path.optional().describe("`Query.user`, `User`, `User[1]`, or a connector's id."),
    connector: path.optional().describe("Older name of `target`."),
    skip: z.boolean().optional(),
    variables: variables.optional(),
    apiResponseBody: z.string().optional().describe("What the service answers."),
    apiResponseBodyFile: path.optional(),
    apiResponseHeaders: headers.optional(),
    status: status.optional().describe("Default 200."),
    expect: expectation.optional(),
  })
  .superRefine(oneOf(["target", "connector"]))
  .superRefine(oneOf(["apiResponseBody", "apiResponseBodyFile"]));

const suite = z.strictObject({
  config: z
    .strictObject({
      schema: path.optional().describe("SDL of the subgraph; relative to this file."),
      name: path.optional().describe("Name of the suite. Default: the file's path."),
      common: common.optional(),
    })
    .optional(),
  tests: z.array(test).readonly(),
});

/** Strict: a key that is not known would be an expectation that nobody checks. */
// The cast: zod's `.optional()` admits an explicit `undefined` too, which `exactOptionalPropertyTypes` tells apart.
export const suiteSchema: z.ZodType<WrittenSuite> = suite as z.ZodType as z.ZodType<WrittenSuite>;

/** Two keys that say the same in two ways. */
function oneOf(keys: readonly [string, string]): (value: object, context: z.core.$RefinementCtx) => void {
  const [first, second] = keys;
  return (value, context) => {
    const has = (key: string): boolean => (value as Record<string, unknown>)[key] !== undefined;
    if (!has(first) || !has(second)) return;
    context.addIssue({
      code: "custom",
      path: [second],
      message: `Write either \`${first}\` or \`${second}\`, not both.`,
    });
  };
}
