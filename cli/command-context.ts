import type { Output } from "./output.ts";

/** What every command is given. */
export interface CommandContext {
  /** `-C`, absolute. */
  readonly dir: string;
  /** `--config`. */
  readonly config?: string;
  readonly output: Output;
}

/** 0 pass, 1 a finding of severity error, 2 the tool could not run. */
export type ExitCode = 0 | 1 | 2;

/** Of the commands that listen. */
export interface ListenOptions {
  readonly port?: number;
  readonly host?: string;
}
