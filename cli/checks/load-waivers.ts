import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Finding } from "../../schema/checks/finding.ts";
import { readWaivers, type Waiver } from "../../schema/checks/read-waivers.ts";
import { shownPath, type Project } from "../project.ts";
import { unreadable } from "../tool-error.ts";

/**
 * The project's waivers, with what is wrong in their file.
 *
 * @throws ToolError when the file cannot be read; the default one may be missing.
 */
export async function loadWaivers(
  project: Project,
): Promise<{ readonly waivers: readonly Waiver[]; readonly waiverFindings: readonly Finding[] }> {
  const named = project.config.checks?.waivers;
  const path = resolve(project.root, named ?? "schema/waivers.yaml");
  const file = shownPath(project, path);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (named === undefined && isMissing) return { waivers: [], waiverFindings: [] };
    throw unreadable("file of waivers", file, project.dir, error);
  }
  const { waivers, findings } = readWaivers(text, file);
  return { waivers, waiverFindings: findings };
}
