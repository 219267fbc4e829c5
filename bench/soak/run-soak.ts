import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Inspector, type Holdings } from "./inspector.ts";
import { Load, type Tally } from "./load.ts";
import { startServices, type Services } from "./services.ts";
import { createSoakedProject, type SoakedProject } from "./soaked-project.ts";

export interface SoakOptions {
  readonly minutes: number;
  /** Arguments of node that start the command line: the build, or its source. */
  readonly entry: readonly string[];
  /** Of the answers of one service that are spoiled. Default 0.1. */
  readonly faults?: number;
  readonly reloadSeconds?: number;
  /** How often the load pauses, and it is looked what the process holds. Default 40. */
  readonly looks?: number;
  readonly say?: (text: string) => void;
}

export interface Sample extends Holdings {
  /** Since the load began. */
  readonly minutes: number;
}

export interface SoakResult extends Tally {
  readonly minutes: number;
  /** Answers per second of a gateway that is asked as fast as it answers, and what it was asked for then. */
  readonly limit: number;
  readonly load: number;
  readonly reloads: number;
  /** Writes that a service was sent more than once. */
  readonly writtenTwice: number;
  /** Of the heap after garbage collection, from when a quarter of the time is over, in MB each minute. */
  readonly heapSlope: number;
  readonly samples: readonly Sample[];
  /** After all clients have gone, and before any came. */
  readonly before: Holdings;
  readonly after: Holdings;
  /** Lines of its log that tell of a leak or of a fault of its own. */
  readonly complaints: readonly string[];
  readonly exitCode: number | null;
}

/** A machine that is slower than all others asks for these, be it that they take longer: faults come in their turn. */
const fewest = 60;

const root = join(import.meta.dirname, "../..");

/** A gateway under half of the load that it can take, for minutes, while nothing around it keeps still. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const services = await startServices();
  const project = createSoakedProject(services);
  let gateway: Gateway | undefined;
  try {
    gateway = await startGateway([...options.entry, "serve", "-C", project.dir, "--port", "0"]);
    return await soak(gateway, project, services, options);
  } finally {
    await gateway?.stop();
    await services.close();
    project.remove();
  }
}

async function soak(
  gateway: Gateway,
  project: SoakedProject,
  services: Services,
  options: SoakOptions,
): Promise<SoakResult> {
  const { minutes, faults = 0.1, reloadSeconds = 10, looks = 40, say = () => undefined } = options;
  const inspector = await Inspector.open(gateway.inspectorUrl);
  const load = new Load(gateway.url);
  try {
    const limit = await load.findLimit(32, Math.min(10, minutes * 6));
    const perSecond = Math.max(1, Math.floor(limit / 2));
    say(`${Math.round(limit)} answers a second at most; ${perSecond} are asked for now.`);
    await load.disconnect();
    await quiet(inspector);
    const before = await inspector.look();
    services.spoil(faults);
    const startedAt = Date.now();
    const enough = load.tally.asked + fewest;
    const isOver = (): boolean => Date.now() - startedAt >= minutes * 60_000 && load.tally.asked >= enough;
    const samples: Sample[] = [];
    const look = (): Promise<Holdings> => load.during(() => inspector.look());
    const watching = watch(look, samples, { startedAt, isOver, everyMs: (minutes * 60_000) / looks, say });
    const reloading = reload(project, gateway, { isOver, everyMs: reloadSeconds * 1_000 });
    await load.run(perSecond, isOver);
    await Promise.all([reloading, watching]);
    await load.close();
    await quiet(inspector);
    const after = await inspector.look();
    inspector.close();
    const exitCode = await gateway.stop();
    const steady = samples.filter((sample) => sample.minutes >= minutes / 4);
    const heapSlope = slopeOf(steady.map(({ minutes: at, heapMb }) => [at, heapMb]));
    const { complaints } = gateway;
    return {
      ...load.tally,
      minutes,
      limit,
      load: perSecond,
      reloads: gateway.reloads(),
      writtenTwice: services.writtenTwice(),
      heapSlope,
      samples,
      before,
      after,
      complaints,
      exitCode,
    };
  } finally {
    await load.close();
  }
}

/** Waits until the services' idle connections are closed: none outlives its last call by more than some seconds. */
async function quiet(inspector: Inspector): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    const { sockets } = await inspector.look();
    // The inspector's own is none of them.
    if (sockets === 0) return;
    await sleep(500);
  }
}

interface Watching {
  readonly startedAt: number;
  readonly isOver: () => boolean;
  readonly everyMs: number;
  readonly say: (text: string) => void;
}

/** What the process holds when nothing is being answered. */
async function watch(look: () => Promise<Holdings>, samples: Sample[], options: Watching): Promise<void> {
  while (!options.isOver()) {
    await sleep(options.everyMs);
    const sample = { minutes: (Date.now() - options.startedAt) / 60_000, ...(await look()) };
    samples.push(sample);
    const { minutes, heapMb, rssMb, sockets, timers, listeners } = sample;
    const held = `heap ${heapMb.toFixed(1)} MB, rss ${rssMb.toFixed(0)} MB, ${sockets} sockets, ${timers} timers`;
    options.say(`${minutes.toFixed(1)} min: ${held}, ${listeners} listeners`);
  }
}

/** One after the other: a graph whose files are written while they are read is half of one and half of another by right. */
async function reload(
  project: { write(generation: number): void },
  gateway: Gateway,
  { isOver, everyMs }: { readonly isOver: () => boolean; readonly everyMs: number },
): Promise<void> {
  for (let generation = 1; ; generation += 1) {
    await sleep(everyMs);
    if (isOver()) return;
    project.write(generation);
    await gateway.reload();
  }
}

/** By least squares. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const count = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return variance === 0 ? 0 : covariance / variance;
}

interface Gateway {
  readonly url: string;
  readonly inspectorUrl: string;
  readonly complaints: readonly string[];
  reloads(): number;
  /** Resolves when it has told what came of it, or has ended. */
  reload(): Promise<void>;
  stop(): Promise<number | null>;
}

async function startGateway(args: readonly string[]): Promise<Gateway> {
  const child: ChildProcess = spawn(process.execPath, ["--inspect=127.0.0.1:0", ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const complaints: string[] = [];
  let reloads = 0;
  const head: string[] = [];
  const urls = new Map<string, string>();
  let look: (() => void) | undefined;
  const read = (line: string): void => {
    if (head.length < 20) head.push(line);
    if (/MaxListeners|UnhandledPromise|Uncaught|refused \(|RangeError|TypeError/.test(line)) complaints.push(line);
    if (line.startsWith("Reloaded (")) reloads += 1;
    const inspected = /ws:\/\/\S+/.exec(line)?.[0];
    if (inspected !== undefined) urls.set("inspector", inspected);
    const served = /http:\/\/\S+\/graphql\b/.exec(line)?.[0];
    if (served !== undefined) urls.set("gateway", served);
    look?.();
  };
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(read);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await new Promise<void>((resolve, reject) => {
    look = () => {
      if (urls.size === 2) resolve();
    };
    void ended.then((code) => reject(new Error(`The gateway ended with ${code}:\n${head.join("\n")}`)));
  });
  return {
    url: urls.get("gateway") ?? "",
    inspectorUrl: urls.get("inspector") ?? "",
    complaints,
    reloads: () => reloads,
    reload: async () => {
      const before = reloads + complaints.length;
      const told = new Promise<void>((resolve) => {
        look = () => {
          if (reloads + complaints.length > before) resolve();
        };
      });
      child.kill("SIGHUP");
      await Promise.race([told, ended]);
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
