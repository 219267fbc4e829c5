/** Forms that the report of `check` has. */
export const reportFormats = ["text", "json", "sarif", "junit", "markdown", "github"] as const;

export type ReportFormat = (typeof reportFormats)[number];
