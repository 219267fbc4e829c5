/** What a report needs beside the findings. */
export interface ReportContext {
  /** The text of a file, for code frames. */
  readonly textOf: (file: string) => string | undefined;
  /** A file as code hosts name it: relative to the root of the repository, with `/`. */
  readonly repositoryPath: (file: string) => string;
  readonly now: Date;
  /** Of this package. */
  readonly version: string;
}
