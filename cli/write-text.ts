import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf, ToolError } from "./tool-error.ts";

/** Writes a file, in folders that are made where they are missing. @throws ToolError naming the file and what kept it. */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new ToolError(`${file} could not be written: ${reasonOf(error)}.`, { cause: error });
  }
}
