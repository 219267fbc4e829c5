/** What can be wrong between a mapping and the contract of its REST service. Codes of `subgraphs/drift/`. */
export const driftCodes = {
  DRIFT_CONTRACT_UNREADABLE:
    "The OpenAPI document of a source is neither JSON nor YAML, or no OpenAPI document; points at the `@source`.",
  DRIFT_OPERATION_UNKNOWN:
    "The OpenAPI document has no operation of a connector's method and path; points at the connector's URL.",
  DRIFT_OPERATION_REMOVED: "The operation that a connector asks was removed; points at the connector's URL.",
  DRIFT_OPERATION_DEPRECATED:
    "The operation that a connector asks is deprecated from now on (a warning); points at the connector's URL.",
  DRIFT_PROPERTY_UNKNOWN: "A mapping reads what the answer's schema does not have; points at the key in the mapping.",
  DRIFT_PROPERTY_REMOVED:
    "A mapping reads a property that is no longer in the answer, or, with `additionalProperties`, no longer declared (a warning); points at the key in the mapping.",
  DRIFT_NULLABLE:
    "What may be null or left out in the answer feeds a non-null field: an error where that is new, else a warning; points at the key in the mapping.",
  DRIFT_TYPE_MISMATCH: "The answer has a value of a type that the field cannot be; points at the key in the mapping.",
  DRIFT_TYPE_CHANGED:
    "The type of a value in the answer changed: an error where the field cannot be it, a warning where it comes out as something else; points at the key in the mapping.",
  DRIFT_FORMAT_CHANGED:
    "The format of a value in the answer or the request changed (a warning); points at the key in the mapping.",
  DRIFT_LIST_MISMATCH:
    "The answer has a list where the field is one value, or one value where the field is a list; points at the key in the mapping.",
  DRIFT_ENUM_WIDENED:
    "A value in the answer can be something new: an error where the field's enum does not have it or a `->match` leaves a non-null field without a value, else a warning; points at the key in the mapping.",
  DRIFT_ENUM_UNKNOWN:
    "A value in the answer can be something that the field's enum or a `->match` does not have (a warning); points at the key in the mapping.",
  DRIFT_STATUS_CHANGED:
    "The operation no longer answers with a body where it succeeds (an error), or need not (a warning); points at the connector's URL.",
  DRIFT_MEDIA_TYPE_CHANGED:
    "An answer or a request body has another media type now, which the connector does not read or send; points at the connector's URL.",
  DRIFT_PARAMETER_UNKNOWN:
    "A connector sends a parameter or property that the operation does not have (a warning); points at its name or value.",
  DRIFT_PARAMETER_REMOVED:
    "A connector sends a parameter or property that the operation no longer has: a warning, or an error where nothing else is allowed; points at its name or value.",
  DRIFT_PARAMETER_MISSING:
    "An operation requires a parameter or property that the connector does not send; points at the connector's URL or body.",
  DRIFT_PARAMETER_REQUIRED:
    "An operation newly requires a parameter or property that the connector does not send, or not always; points at the connector's URL or body.",
  DRIFT_PARAMETER_TYPE:
    "A connector sends a value of a type that the parameter or property cannot be; points at the value.",
  DRIFT_PARAMETER_STYLE:
    "A list is written in another style than the one that the operation now reads; points at the value.",
  DRIFT_PARAMETER_ENUM:
    "A connector can send a value that the operation does not take, or no longer; points at the value.",
  DRIFT_PARAMETER_NARROWED:
    "An operation takes less than before: a shorter text, a smaller number, a narrower pattern (a warning, or an error where a constant is refused); points at the value.",
  DRIFT_BATCH_SIZE:
    "A batch is larger than the operation takes: an error, or without `maxSize` and nothing changed a warning; points at `batch`, or at the `@connect`.",
  DRIFT_AUTH_ADDED: "The operation newly needs authentication or a scope (a warning); points at the connector's URL.",
  DRIFT_SERVER_CHANGED: "The service moved to another host or base path (a warning); points at the `@source`.",
} as const;
