import type { ReportFormat } from "../checks/reports/report-formats.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";

/**
 * What a command has of the line it stands in. Each command's module is imported when it runs: `--help` is instant, and
 * `compose` never loads the gateway.
 */
export interface CommandLine {
  /** Of the options that all commands have. */
  context(): CommandContext;
  /** `--format`, as often as it was given. */
  formats(): readonly ReportFormat[];
  /** Says how the command has ended. */
  finish(code: ExitCode): void;
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
