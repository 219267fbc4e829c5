/** What a change is compared with: `--against`, or what was committed before it. */
import { readFile, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { environment } from "../environment.ts";
import { shownPath, type Project } from "../project.ts";
import { reasonOf, ToolError, unreadable } from "../tool-error.ts";
import { fetchSchema } from "./fetch-schema.ts";
import { openRepository, type Repository } from "./git.ts";

export interface BaselineText {
  /** A supergraph, an API schema in SDL, or the answer to an introspection. */
  readonly text: string;
  /** As messages name it: a file, a URL, `main:schema/supergraph.graphql`. */
  readonly name: string;
  /** True where nobody named it, so that a fault in it is nobody's mistake of now. */
  readonly isDefault: boolean;
  /** The commit that it is of, where it is of one. */
  readonly revision?: string;
}

const committedPath = "schema/supergraph.graphql";

/**
 * @param against  `--against`: a git ref, `<ref>:<path>`, a file or a URL.
 * @returns The baseline, or a sentence that says why there is none.
 * @throws ToolError when what was named cannot be read, or the history that is needed was not fetched.
 */
export async function findBaseline(
  project: Project,
  against: string | undefined,
): Promise<BaselineText | { readonly note: string }> {
  if (against === undefined) return findCommitted(project);
  if (/^https?:\/\//i.test(against)) return { text: await fetchSchema(against), name: against, isDefault: false };
  const file = resolve(project.dir, against);
  if (await isFile(file)) {
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      throw unreadable("baseline", against, project.dir, error);
    });
    return { text, name: shownPath(project, file), isDefault: false };
  }
  return readRevision(project, against);
}

async function isFile(file: string): Promise<boolean> {
  // A name that no file can have (too long, a zero byte) is no file.
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readRevision(project: Project, against: string): Promise<BaselineText> {
  const repository = await openRepository(project.dir);
  const missing = (what: string): ToolError => new ToolError(`--against ${against}: ${what}`);
  if (!repository) throw missing("there is no such file, and this is no git repository.");
  const colon = against.indexOf(":");
  const ref = colon === -1 ? against : against.slice(0, colon);
  const commit = ref === "" ? undefined : await repository.resolve(`${ref}^{commit}`);
  if (commit === undefined) {
    const hint = (await repository.isShallow())
      ? " This is a shallow clone: fetch it first (`fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab)."
      : "";
    throw missing(`there is no such file, and git knows no \`${ref}\`.${hint}`);
  }
  if (colon === -1) {
    const path = committedIn(project, repository);
    const blob = await repository.resolve(`${commit}:${path}`);
    if (blob === undefined) throw missing(`\`${path}\` is not in that commit. Name it: ${against}:<path>.`);
    return { text: await repository.read(blob), name: `${against}:${path}`, isDefault: false, revision: commit };
  }
  // As in git a path is the repository's, and as in our arguments it may be that of `-C`.
  const path = against.slice(colon + 1);
  const blob =
    (await repository.resolve(`${commit}:${path}`)) ??
    (await repository.resolve(`${commit}:${repository.prefix}${path.replace(/^\.\//, "")}`));
  if (blob === undefined) throw missing(`\`${path}\` is not in that commit.`);
  return { text: await repository.read(blob), name: against, isDefault: false, revision: commit };
}

/** The committed supergraph, as git names it. */
function committedIn(project: Project, { prefix }: Repository): string {
  const folder = relative(project.dir, project.root).split(sep).join("/");
  return prefix + (folder === "" ? committedPath : `${folder}/${committedPath}`);
}

async function findCommitted(project: Project): Promise<BaselineText | { readonly note: string }> {
  const repository = await openRepository(project.dir);
  const file = join(project.root, committedPath);
  if (!repository) {
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw new ToolError(`${shownPath(project, file)} could not be read: ${reasonOf(error)}.`, { cause: error });
    });
    if (text !== undefined) return { text, name: shownPath(project, file), isDefault: true };
    return {
      note: `Nothing to compare with: there is no ${shownPath(project, file)}. \`restuary compose\` writes it.`,
    };
  }

  const head = await repository.resolve("HEAD^{commit}");
  if (head === undefined) return { note: "Nothing to compare with: nothing was committed yet." };
  const branch = await findDefaultBranch(repository);
  const base = branch === undefined ? undefined : await repository.mergeBase(head, branch.commit);
  if (base === undefined && (await repository.isShallow())) {
    const what = branch === undefined ? "the default branch" : `a commit in common with ${branch.name}`;
    throw new ToolError(
      `What this change is compared with is not known: this is a shallow clone without ${what}. Fetch the whole history (\`fetch-depth: 0\` of actions/checkout, \`GIT_DEPTH: 0\` of GitLab), or name the baseline with --against.`,
    );
  }
  if (branch !== undefined && base === undefined) {
    throw new ToolError(`HEAD has no commit in common with ${branch.name}. Name the baseline with --against.`);
  }
  const path = committedIn(project, repository);
  // Where there is no branch to come from, what was committed last is what was there before.
  const revision = base ?? head;
  const blob = await repository.resolve(`${revision}:${path}`);
  const shown = branch === undefined ? "HEAD" : `the merge base with ${branch.name}`;
  if (blob === undefined) return { note: `Nothing to compare with: ${shown} has no ${path}.` };
  return { text: await repository.read(blob), name: `${revision.slice(0, 10)}:${path}`, isDefault: true, revision };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Where a pull request leads to, as GitHub and GitLab say; else what the remote calls its default; else the usual names. */
async function findDefaultBranch(
  repository: Repository,
): Promise<{ readonly name: string; readonly commit: string } | undefined> {
  const variables = environment();
  const targets = ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"].flatMap((name) => variables[name] || []);
  const remotes = [...targets, "HEAD", "main", "master"].map((name) => `refs/remotes/origin/${name}`);
  const locals = [...targets, "main", "master"].map((name) => `refs/heads/${name}`);
  for (const ref of [...remotes, ...locals]) {
    const commit = await repository.resolve(`${ref}^{commit}`);
    if (commit !== undefined) return { name: ref.replace(/^refs\/(remotes|heads)\//, ""), commit };
  }
  return undefined;
}
