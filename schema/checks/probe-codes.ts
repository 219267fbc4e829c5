/** What `check --probe` finds when it asks the services. */
export const probeCodes = {
  PROBE_ENUM_VALUE: "A real answer has a value that an enum has not; points into the mapping.",
  PROBE_FAILED: "A service did not answer a probe with success; points at the connector.",
  PROBE_INVALID:
    "A probe in `checks.probes` names no connector, or gives values that it cannot be called with; points into the config.",
  PROBE_MAPPING_PROBLEM:
    "The mapping of a connector could not do something with a real answer (a warning); points into the mapping.",
  PROBE_NULL: "A real answer gives null for a field that is non-null; points into the mapping.",
  PROBE_TYPE: "A real answer gives a value that is not of its field's type; points into the mapping.",
  PROBE_UNSAFE:
    "A probe names a connector whose method is not `GET`, so that it is not called; points into the config.",
} as const;
