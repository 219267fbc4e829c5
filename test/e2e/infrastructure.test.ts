import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  missingPackages,
  startServices,
  type Services,
} from "../../examples/infrastructure/services/start-services.ts";
import { runRestuary, startRestuary, type RunningGateway } from "../support/restuary-process.ts";

const project = join(import.meta.dirname, "../../examples/infrastructure");
const operation = (name: string): string => readFileSync(join(project, `schema/operations/${name}.graphql`), "utf8");

const missing = missingPackages();
const describeWithServers = missing.length === 0 ? describe : describe.skip;
// Jest does not name the tests of a file that is skipped as a whole.
if (missing.length > 0)
  process.stderr.write(`test/e2e/infrastructure.test.ts skipped, not installed: ${missing.join(", ")}\n`);

describeWithServers("one graph over PowerDNS, Alertmanager and an inventory", () => {
  let services: Services;
  let graph: RunningGateway;

  beforeAll(async () => {
    const [powerdns, dns, alertmanager, inventory] = await freePorts();
    services = await startServices({ powerdns, dns, alertmanager, inventory });
    graph = await startRestuary(["serve", "-C", project], {
      PDNS_API_KEY: services.powerdnsApiKey,
      PDNS_URL: services.powerdnsUrl,
      ALERTMANAGER_URL: services.alertmanagerUrl,
      INVENTORY_URL: services.inventoryUrl,
    });
  }, 60_000);
  afterAll(async () => {
    await graph?.stop();
    await services?.stop();
  });

  /** Asks a server itself, around the graph. */
  const upstream = async (url: string): Promise<unknown> => {
    const response = await fetch(url, { headers: { "X-API-Key": services.powerdnsApiKey } });
    return response.json();
  };
  const zoneItself = (): Promise<unknown> =>
    upstream(`${services.powerdnsUrl}/api/v1/servers/localhost/zones/example.org.`);

  it("lists zones, and fetches the record sets that the list leaves out", async () => {
    const result = await graph.ask("{ zones { id kind recordSets { name type ttl records { content } } } }");

    expect(result.errors).toBeUndefined();
    expect(result.data).toMatchObject({ zones: [{ id: "example.org.", kind: "Native" }] });
    expect(result.data).toMatchObject({
      zones: [
        {
          recordSets: expect.arrayContaining([
            { name: "web1.example.org.", type: "A", ttl: 300, records: [{ content: "192.0.2.1" }] },
          ]),
        },
      ],
    });
  });

  it("changes a record set, and reads it back after the write", async () => {
    const variables = {
      zone: "example.org.",
      recordSet: { name: "web1.example.org.", type: "A", ttl: 60, records: ["192.0.2.10", "192.0.2.11"] },
    };
    const result = await graph.ask(operation("point-record-elsewhere"), variables);

    expect(result).toMatchObject({
      data: {
        replaceRecordSet: {
          id: "example.org.",
          recordSets: expect.arrayContaining([
            {
              name: "web1.example.org.",
              type: "A",
              ttl: 60,
              records: [{ content: "192.0.2.10" }, { content: "192.0.2.11" }],
            },
          ]),
        },
      },
    });
    expect(await zoneItself()).toMatchObject({
      rrsets: expect.arrayContaining([
        expect.objectContaining({
          name: "web1.example.org.",
          ttl: 60,
          records: [
            { content: "192.0.2.10", disabled: false },
            { content: "192.0.2.11", disabled: false },
          ],
        }),
      ]),
    });
  });

  it("adds and deletes a record set", async () => {
    const added = await graph.ask(operation("point-record-elsewhere"), {
      zone: "example.org.",
      recordSet: { name: "old.example.org.", type: "TXT", records: ['"gone soon"'] },
    });
    expect(added.errors).toBeUndefined();
    expect(JSON.stringify(await zoneItself())).toContain("gone soon");

    const deleted = await graph.ask(
      'mutation { deleteRecordSet(zone: "example.org.", name: "old.example.org.", type: "TXT") { id } }',
    );
    expect(deleted).toEqual({ data: { deleteRecordSet: { id: "example.org." } } });
    expect(JSON.stringify(await zoneItself())).not.toContain("gone soon");
  });

  it("passes on PowerDNS's own words for a record that does not belong to the zone", async () => {
    const result = await graph.ask(operation("point-record-elsewhere"), {
      zone: "example.org.",
      recordSet: { name: "www.example.net.", type: "A", records: ["192.0.2.1"] },
    });

    expect(result).toMatchObject({
      data: { replaceRecordSet: null },
      errors: [{ message: "RRset www.example.net. IN A: Name is out of zone", path: ["replaceRecordSet"] }],
    });
  });

  it("reads a plain-text failure, and still answers the rest", async () => {
    const result = await graph.ask('{ zone(id: "nowhere.") { kind } hosts { name } }');

    expect(result).toMatchObject({
      data: {
        zone: null,
        hosts: [{ name: "web1.example.org" }, { name: "web2.example.org" }, { name: "mail.example.net" }],
      },
      errors: [{ message: "Not Found", path: ["zone"], extensions: { http: { status: 404 } } }],
    });
  });

  it("raises an alert, which Alertmanager then has", async () => {
    const result = await graph.ask("mutation ($alerts: [AlertInput!]!) { raiseAlerts(input: $alerts) }", {
      alerts: [
        {
          labels: { alertname: "DiskFull", instance: "web1.example.org", severity: "page" },
          annotations: { summary: "98 %" },
        },
      ],
    });

    expect(result).toEqual({ data: { raiseAlerts: true } });
    expect(await upstream(`${services.alertmanagerUrl}/api/v2/alerts`)).toMatchObject([
      {
        labels: { alertname: "DiskFull", instance: "web1.example.org", severity: "page" },
        annotations: { summary: "98 %" },
      },
    ]);
  });

  it("silences an alert and sees both sides of it, from the zone down to who silenced what", async () => {
    const created = await graph.ask(operation("create-silence"), {
      silence: {
        matchers: [{ name: "instance", value: "web1.example.org" }],
        startsAt: new Date().toISOString(),
        endsAt: "2099-01-01T00:00:00Z",
        createdBy: "ada",
        comment: "The disk is being replaced.",
      },
    });
    const { id } = (created.data as { createSilence: { id: string } }).createSilence;

    expect(created).toEqual({
      data: {
        createSilence: {
          id,
          status: { state: "active" },
          comment: "The disk is being replaced.",
          matchers: [{ name: "instance", value: "web1.example.org" }],
        },
      },
    });
    expect(await upstream(`${services.alertmanagerUrl}/api/v2/silence/${id}`)).toMatchObject({
      status: { state: "active" },
      createdBy: "ada",
    });

    const health = await graph.ask(operation("zone-health"), { zone: "example.org." });
    expect(health).toMatchObject({
      data: {
        zone: {
          id: "example.org.",
          hosts: [
            {
              name: "web1.example.org",
              owner: "ada@example.org",
              alerts: [
                {
                  name: "DiskFull",
                  severity: "page",
                  status: { state: "suppressed" },
                  silences: [{ id, comment: "The disk is being replaced.", createdBy: "ada" }],
                },
              ],
            },
            { name: "web2.example.org", alerts: [] },
          ],
        },
      },
    });
    expect(health.errors).toBeUndefined();

    const expired = await graph.ask(operation("expire-silence"), { id });
    expect(expired).toEqual({ data: { expireSilence: { id, status: { state: "expired" } } } });
    expect(await upstream(`${services.alertmanagerUrl}/api/v2/silence/${id}`)).toMatchObject({
      status: { state: "expired" },
    });
  });

  it("finds its way back: from a zone's hosts to their zone, from a host's alerts to their host", async () => {
    const result = await graph.ask(
      '{ zone(id: "example.org.") { hosts { zone { id serial } alerts { host { name owner } } } } }',
    );
    const zone = { id: "example.org.", serial: expect.any(String) };
    expect(result).toEqual({
      data: {
        zone: {
          hosts: [
            { zone, alerts: [{ host: { name: "web1.example.org", owner: "ada@example.org" } }] },
            { zone, alerts: [] },
          ],
        },
      },
    });
  });

  it("joins from an alert up to its host and the host's zone", async () => {
    expect(await graph.ask(operation("open-alerts"))).toEqual({
      data: {
        alerts: [
          {
            name: "DiskFull",
            status: { state: "active" },
            host: {
              name: "web1.example.org",
              owner: "ada@example.org",
              zone: { id: "example.org.", kind: "Native" },
            },
          },
        ],
      },
    });
  });

  it("changes a host in the inventory, leaving what is not given", async () => {
    const result = await graph.ask(
      'mutation { updateHost(name: "web2.example.org", changes: { notes: "In use." }) { owner notes alerts { name } } }',
    );

    expect(result).toEqual({ data: { updateHost: { owner: "ada@example.org", notes: "In use.", alerts: [] } } });
    expect(await upstream(`${services.inventoryUrl}/hosts/web2.example.org`)).toEqual({
      name: "web2.example.org",
      zone: "example.org.",
      owner_email: "ada@example.org",
      notes: "In use.",
    });
  });

  it("holds the mappings against the document that PowerDNS hands out, and finds what the README tells of", async () => {
    const headers = { "X-API-Key": services.powerdnsApiKey };
    const document = await fetch(`${services.powerdnsUrl}/api/docs`, { headers });
    const folder = mkdtempSync(join(tmpdir(), "restuary-powerdns-"));
    writeFileSync(join(folder, "powerdns.yaml"), await document.text());
    const openapi = `dns.powerdns=${join(folder, "powerdns.yaml")}`;
    const args = ["check", "-C", project, "--against", "schema/supergraph.graphql", "--openapi", openapi];
    const checked = await runRestuary([...args, "--no-cache", "--format", "json"]);
    rmSync(folder, { recursive: true });

    const { findings } = JSON.parse(checked.stdout) as { findings: { code: string; message: string }[] };
    expect(findings.map(({ code, message }) => `${code} ${/requires `\w+`/.exec(message)?.[0]}`)).toEqual([
      "DRIFT_PARAMETER_MISSING requires `ttl`",
      "DRIFT_PARAMETER_MISSING requires `records`",
    ]);
  }, 60_000);

  it("never lets the API key out", async () => {
    const wrong = await graph.ask('{ zone(id: "../../../config") { kind } }');
    expect(JSON.stringify(wrong)).not.toContain(services.powerdnsApiKey);
    expect(graph.output()).not.toContain(services.powerdnsApiKey);
  });
});

/** Ports that nobody listens on now. Held together until all are known, so that they differ. */
async function freePorts(): Promise<[number, number, number, number]> {
  const servers = await Promise.all(
    [0, 1, 2, 3].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port); // TCP: never a string
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports as [number, number, number, number]; // one for each of the four above
}
