/** What `init` has to know, asked for where it was not said: three questions at most. */
import { readdir } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { ToolError } from "../tool-error.ts";

export interface Questions {
  readonly directory: (suggested: string) => Promise<string>;
  /** `undefined`: the example. */
  readonly document: () => Promise<string | undefined>;
  readonly baseUrl: (suggested: string) => Promise<string>;
}

export interface Terminal {
  readonly input?: Readable;
  readonly output?: Writable;
}

/** Takes what would be suggested. */
export const noQuestions: Questions = {
  directory: async () => ".",
  document: async () => undefined,
  baseUrl: async (suggested) => suggested,
};

/**
 * Asks on the terminal.
 *
 * @param terminal  In place of the process's own.
 * @returns Each question throws a ToolError where somebody ends it in place of an answer.
 */
export async function askOnTerminal(terminal: Terminal = {}): Promise<Questions> {
  // Nobody else needs it.
  const { text, isCancel } = await import("@clack/prompts");
  const ask = async (options: Parameters<typeof text>[0]): Promise<string> => {
    const answer = await text({ ...options, ...terminal });
    if (isCancel(answer)) throw new ToolError("Nothing was written.");
    return answer.trim();
  };
  return {
    directory: (suggested) =>
      ask({ message: "In which folder?", initialValue: suggested, defaultValue: suggested, placeholder: suggested }),
    document: async () => {
      const answer = await ask({
        message: "Which REST service? Its OpenAPI document, a file or a URL; leave it empty for an example.",
        placeholder: "openapi.yaml",
        defaultValue: "",
      });
      return answer === "" ? undefined : answer;
    },
    baseUrl: (suggested) =>
      ask({
        message: "Where does the service answer?",
        initialValue: suggested,
        defaultValue: suggested,
        validate: (value) =>
          isBaseUrl(value?.trim() ?? "") ? undefined : "A URL that starts with http:// or https://",
      }),
  };
}

export function isBaseUrl(text: string): boolean {
  return /^https?:\/\/[^/?#\s"'`\\]+[^?#\s"'`\\]*$/i.test(text) && URL.canParse(text);
}

/** Here where nothing is yet, else a folder of its own. */
export async function suggestFolder(dir: string): Promise<string> {
  const names = await readdir(dir).catch(() => []);
  return names.every((name) => name.startsWith(".")) ? "." : "graph";
}
