/** What git knows of the project, read without a shell: refs come from people and from CI. */
import { execFile } from "node:child_process";
import { isNativeError } from "node:util/types";
import { ToolError } from "../tool-error.ts";

const maxBytes = 512 * 1024 * 1024;

/** A work tree. */
export interface Repository {
  /** The object's name of what a revision means (`main`, `origin/main:schema/supergraph.graphql`); `undefined` for nothing. */
  resolve(revision: string): Promise<string | undefined>;
  /** Content of a blob, by the name that `resolve` gave. */
  read(blob: string): Promise<string>;
  /** The commit that two have in common; `undefined` where none is known. */
  mergeBase(first: string, second: string): Promise<string | undefined>;
  /** True where older commits were not fetched. */
  isShallow(): Promise<boolean>;
  /** Path of the folder inside the work tree, with `/` behind it; empty for its root. */
  readonly prefix: string;
  /** Path from the folder to the work tree's root: `../../`; empty in the root. */
  readonly toRoot: string;
}

/**
 * The work tree that a folder is in.
 *
 * @returns `undefined` outside of one, and where git is not installed.
 * @throws ToolError where git refuses to look: its owner is somebody else, which happens in containers of CI.
 */
export async function openRepository(dir: string): Promise<Repository | undefined> {
  const inside = await git(dir, ["rev-parse", "--show-prefix"]);
  if (inside.missing) return undefined;
  if (inside.code !== 0) {
    if (/dubious ownership/.test(inside.stderr)) {
      throw new ToolError(
        `git does not read ${dir}, as another user owns it. Run \`git config --global --add safe.directory <repository>\`, or name the baseline with --against <file>.`,
      );
    }
    return undefined;
  }
  // A name may start or end with a space; only the line's end is git's.
  const prefix = inside.stdout.replace(/\n$/, "");
  return {
    prefix,
    toRoot: prefix.replaceAll(/[^/]+/g, ".."),
    resolve: async (revision) => {
      // git would read it as an option; no ref can start with a dash (git-check-ref-format).
      if (revision.startsWith("-") || /[\0\n]/.test(revision)) return undefined;
      const { code, stdout } = await git(dir, ["rev-parse", "--verify", "--quiet", revision]);
      return code === 0 ? stdout.trim() : undefined;
    },
    read: async (blob) => {
      const { code, stdout, stderr } = await git(dir, ["cat-file", "blob", blob]);
      if (code !== 0) throw new ToolError(`git could not read ${blob}: ${stderr.trim()}`);
      return stdout;
    },
    mergeBase: async (first, second) => {
      const { code, stdout } = await git(dir, ["merge-base", first, second]);
      return code === 0 ? stdout.trim() : undefined;
    },
    isShallow: async () => (await git(dir, ["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true",
  };
}

interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** True where there is no git to ask. */
  readonly missing: boolean;
}

function git(dir: string, args: readonly string[]): Promise<GitResult> {
  return new Promise((resolve) => {
    // `LC_ALL`: what git says is looked into above.
    const options = { cwd: dir, maxBuffer: maxBytes, env: { ...process.env, LC_ALL: "C" } };
    execFile("git", args, options, (error, stdout, stderr) => {
      const reason: unknown = isNativeError(error) && "code" in error ? error.code : undefined;
      const code = error === null ? 0 : typeof reason === "number" ? reason : 1;
      resolve({ code, stdout, stderr, missing: reason === "ENOENT" });
    });
  });
}
