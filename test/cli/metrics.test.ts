import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startRestServer, type RestServer } from "../support/rest-server.ts";
import { startRestuary } from "../support/restuary-process.ts";
import { createTestProject, declared, type TestProject } from "./project.ts";

let rest: RestServer;
let project: TestProject;

beforeAll(async () => {
  rest = await startRestServer(({ url }) =>
    url === "/broken" ? { status: 500, json: {} } : { json: { name: "Ada", pid: Number(url.slice("/pids/".length)) } },
  );
  project = createTestProject({
    "subgraphs/users.graphql": declared(
      rest.url,
      `type Query {
         me: String @connect(source: "api", http: { GET: "/me" }, selection: "$.name")
         nick: String @connect(source: "api", http: { GET: "/me" }, selection: "$.name")
         pid: Int @connect(source: "api", http: { GET: "/pids/{$context.pid}" }, selection: "$.pid")
         broken: String @connect(source: "api", http: { GET: "/broken" }, selection: "$.name")
         strict: String! @connect(source: "api", http: { GET: "/broken" }, selection: "$.name")
       }
       type Mutation {
         rename(name: String!): String @connect(source: "api", http: { POST: "/me", body: "name: $args.name" }, selection: "$.name")
       }`,
    ),
    "restuary.config.mjs": `export default {
      gateway: { metrics: { port: 0, path: "/prometheus" }, context: () => ({ pid: process.pid }) },
    };`,
  });
});

afterAll(async () => {
  project.remove();
  await rest.close();
});

async function scrape(url: string): Promise<{ type: string | null; values: ReadonlyMap<string, number> }> {
  const response = await fetch(url);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const values = lines.map((line): [string, number] => {
    const at = line.lastIndexOf(" ");
    return [line.slice(0, at), Number(line.slice(at + 1))];
  });
  return { type: response.headers.get("content-type"), values: new Map(values) };
}

/** What was counted, without process metrics and without what depends on the time. */
function counts(values: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(
    [...values].filter(
      ([name]) => /^(http|graphql|restuary)_/.test(name) && !/_bucket|_sum|_info|_open_connections/.test(name),
    ),
  );
}

function metricsUrl(output: string): string {
  return (JSON.parse(output) as { metrics: string }).metrics; // what `serve --format json` prints
}

it("counts what was asked, what was answered and what was called", async () => {
  const gateway = await startRestuary(["serve", "-C", project.dir, "--format", "json"]);
  const url = metricsUrl(gateway.output());
  for (const query of ["{ me }", "{ me }", "{ me nick broken }", "{ nothing }", "{", "{ strict }"]) {
    await gateway.ask(query);
  }
  await gateway.ask(`mutation { rename(name: "Bo") }`);
  const { origin } = new URL(gateway.url);
  await fetch(`${origin}/health/ready`);
  await fetch(`${origin}/secret-${"x".repeat(20)}`, { method: "PROPFIND" });

  const { type, values } = await scrape(url);
  const { hostname, port } = new URL(rest.url);
  const service = `{server_address="${hostname}",server_port="${port}"}`;
  expect(type).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(counts(values)).toEqual({
    [request("POST", "/graphql", 200)]: 5,
    [request("POST", "/graphql", 400)]: 2,
    [request("GET", "/health/ready", 200)]: 1,
    [request("_OTHER", "", 404)]: 1,
    http_server_active_requests: 0,
    'graphql_operations_total{graphql_operation_type="query",outcome="success"}': 2,
    'graphql_operations_total{graphql_operation_type="query",outcome="partial"}': 1,
    'graphql_operations_total{graphql_operation_type="query",outcome="error"}': 1,
    'graphql_operations_total{graphql_operation_type="mutation",outcome="success"}': 1,
    'graphql_operations_total{graphql_operation_type="unknown",outcome="error"}': 2,
    'graphql_errors_total{code="CONNECTOR_FETCH"}': 2,
    'graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"}': 1,
    'graphql_errors_total{code="GRAPHQL_PARSE_FAILED"}': 1,
    graphql_operations_shared_total: 0,
    graphql_plan_duration_seconds_count: 4,
    // Costs are not measured here.
    graphql_operation_cost_count: 0,
    graphql_operation_rest_calls_estimated_count: 0,
    [call("GET", "2xx", "")]: 3,
    [call("GET", "5xx", "5xx")]: 2,
    [call("POST", "2xx", "")]: 1,
    'http_client_requests_shared_total{scope="operation"}': 1,
    [`http_client_active_requests${service}`]: 0,
    [`restuary_upstream_queued_requests${service}`]: 0,
    [`restuary_upstream_circuit_open${service}`]: 0,
  });
  expect(rest.requests).toHaveLength(6);
  expect([...values.keys()]).toEqual(
    expect.arrayContaining(["process_resident_memory_bytes", "nodejs_eventloop_lag_seconds"]),
  );

  // Nothing of it is to be had where clients ask.
  expect((await fetch(`${origin}/prometheus`)).status).toBe(404);
  expect((await fetch(new URL("/metrics", url))).status).toBe(404);
  expect(await gateway.stop()).toBe(0);
}, 60_000);

it("adds up what all workers have counted, also those that have ended", async () => {
  const gateway = await startRestuary(["serve", "-C", project.dir, "--format", "json", "--workers", "2"]);
  const url = metricsUrl(gateway.output());
  const name = 'graphql_operations_total{graphql_operation_type="query",outcome="success"}';
  let sent = 0;
  const askBoth = async (): Promise<number[]> => {
    const pids = new Set<unknown>();
    while (pids.size < 2) {
      // A connection for each: one that is kept goes to one worker.
      const response = await fetch(gateway.url, {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close" },
        body: JSON.stringify({ query: "{ pid }" }),
      });
      sent += 1;
      pids.add(((await response.json()) as { data: { pid: number } }).data.pid); // what was asked for
    }
    return [...pids].map(Number);
  };
  const [first = 0] = await askBoth();
  expect((await scrape(url)).values.get(name)).toBe(sent);

  process.kill(first, "SIGTERM");
  while (!gateway.output().includes(`Worker ${first} ended (exit code 0). Another one is started now.`)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await askBoth();
  expect((await scrape(url)).values.get(name)).toBe(sent);
  expect(await gateway.stop()).toBe(0);
}, 60_000);

function call(method: string, statusClass: string, error: string): string {
  return (
    `http_client_request_duration_seconds_count{subgraph="users",source="api",http_request_method="${method}",` +
    `http_response_status_class="${statusClass}",error_type="${error}"}`
  );
}

function request(method: string, route: string, status: number): string {
  return (
    `http_server_request_duration_seconds_count{http_request_method="${method}",http_route="${route}",` +
    `http_response_status_code="${status}"}`
  );
}
