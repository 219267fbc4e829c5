import type { Finding } from "../../../schema/checks/finding.ts";

/** ``error FIELD_REMOVED User.email users.graphql:3:5 `User.email` was removed.`` */
export function showFinding({ severity, code, coordinate = "", locations, message }: Finding): string {
  const places = locations.map(({ file, line, column }) => `${file}:${line}:${column}`).join(" ");
  return `${severity} ${code} ${coordinate} ${places} ${message}`;
}
