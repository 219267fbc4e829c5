import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import pc from "picocolors";
import type { Diagnostic } from "../schema/diagnostic.ts";
import { formatDiagnostic } from "../schema/format-diagnostic.ts";

/** `report`: the command writes a report of its own form, and nothing else may be on standard output. */
export type OutputFormat = "text" | "json" | "report";

/**
 * What a command prints. Results and findings go to standard output, as text or as JSON and nothing else; progress goes
 * to standard error, and only to a terminal.
 */
export interface Output {
  readonly format: OutputFormat;
  /** A report as it is, in any form. */
  raw(text: string): void;
  /** One line, or several, of the text form. Nothing in JSON. */
  text(text: string): void;
  /** One value of the JSON form. Nothing in text. */
  json(value: unknown): void;
  /**
   * Findings in the text form, each with its code frame, and how many there are; beside a report to standard error.
   *
   * @param texts  What stands in no file, by the name that findings give it.
   */
  findings(diagnostics: readonly Diagnostic[], texts?: ReadonlyMap<string, string>): void;
  progress(text: string): void;
  /** What kept the tool from running; to standard error in either form. */
  error(text: string): void;
  /** What a running server has to say of upstreams and mappings; to standard error in either form. */
  warning(text: string): void;
}

/** @param dir  What the files of findings are relative to. */
export function createOutput(format: OutputFormat, dir: string): Output {
  const isTerminal = process.stderr.isTTY;
  const color = pc.createColors(isTerminal && pc.isColorSupported);
  return {
    format,
    raw: (text) => {
      process.stdout.write(text);
    },
    text: (text) => {
      if (format === "text") process.stdout.write(`${text}\n`);
    },
    json: (value) => {
      if (format === "json") process.stdout.write(`${JSON.stringify(value)}\n`);
    },
    findings: (diagnostics, texts) => {
      if (format === "json" || diagnostics.length === 0) return;
      const textOf = createTextReader(dir, texts);
      const blocks = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, { textOf }));
      const stream = format === "text" ? process.stdout : process.stderr;
      stream.write(`${blocks.join("\n\n")}\n\n${countFindings(diagnostics)}\n`);
    },
    progress: (text) => {
      if (isTerminal) process.stderr.write(`${color.dim(text)}\n`);
    },
    error: (text) => {
      process.stderr.write(`${color.red("error:")} ${text}\n`);
    },
    warning: (text) => {
      process.stderr.write(`${color.yellow("warning:")} ${text}\n`);
    },
  };
}

export function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** `1 error, 2 warnings` */
function countFindings(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return [count(errors, "error"), count(diagnostics.length - errors, "warning")].filter(Boolean).join(", ");
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Reads each file once. A file that cannot be read has no code frame. */
export function createTextReader(
  dir: string,
  known: ReadonlyMap<string, string> = new Map(),
): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>(known);
  return (file) => {
    if (!texts.has(file)) texts.set(file, readText(resolve(dir, file)));
    return texts.get(file);
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
