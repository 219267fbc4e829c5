import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty project with the packed tarball installed: what a user has after `npm install restuary`. */
export interface InstalledPackage {
  readonly dir: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** `npx restuary ...` in the project. */
  restuary(...args: string[]): Promise<CommandResult>;
  /** Starts a command that listens, and waits until it has printed its URL. */
  start(...args: string[]): Promise<{ url: string; stop(): Promise<CommandResult> }>;
  /** Runs a program of the checkout's own `node_modules/.bin` in the project. */
  tool(name: string, ...args: string[]): Promise<CommandResult>;
  remove(): Promise<void>;
}

export async function installPackage(): Promise<InstalledPackage> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "restuary-package-")));
  const packed = await expectSuccess(run("npm", ["pack", "--silent", "--pack-destination", dir], root));
  const project = { name: "app", private: true, type: "module" };
  await writeFile(join(dir, "package.json"), JSON.stringify(project));
  // Last, below what the build prints.
  const tarball = join(dir, packed.trim().split("\n").at(-1) ?? "");
  await expectSuccess(run("npm", ["install", tarball, "--prefer-offline", "--no-audit", "--no-fund"], dir));

  const bin = join(dir, "node_modules/.bin/restuary");
  return {
    dir,
    write: async (files) => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(dir, name)), { recursive: true });
        await writeFile(join(dir, name), text);
      }
    },
    restuary: (...args) => run(bin, args, dir),
    start: (...args) => start(bin, args, dir),
    tool: (name, ...args) => run(join(root, "node_modules/.bin", name), args, dir),
    remove: () => rm(dir, { recursive: true }),
  };
}

/** @returns What it printed. */
async function expectSuccess(running: Promise<CommandResult>): Promise<string> {
  const { code, stdout, stderr } = await running;
  if (code !== 0) throw new Error(`The command ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

function run(command: string, args: readonly string[], cwd: string): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function start(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ url: string; stop(): Promise<CommandResult> }> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<CommandResult>((resolve) =>
    child.once("close", (code) => resolve({ code: code ?? -1, stdout, stderr })),
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      const printed = /http:\S+/.exec(stdout);
      if (printed) resolve(printed[0]);
    });
    void ended.then((result) => reject(new Error(`It ended before it listened: ${JSON.stringify(result)}`)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
