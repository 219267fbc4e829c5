import type { Problem } from "../mapping/mapping.ts";

export type ReportProblems = (location: RequestLocation, problems: readonly Problem[]) => void;

const requestLocations = [
  "SourceUrl",
  "SourcePath",
  "SourceQueryParams",
  "ConnectUrl",
  "ConnectPath",
  "ConnectQueryParams",
  "SourceHeaders",
  "ConnectHeaders",
  "RequestBody",
] as const;

export type RequestLocation = (typeof requestLocations)[number];

/** True for the part of a connector that is evaluated before there is an answer. */
export function isRequestLocation(location: string): location is RequestLocation {
  return (requestLocations as readonly string[]).includes(location);
}
