/** `extensions.code` of every error that the gateway itself makes, with one sentence each. */
export const gatewayErrorCodes = {
  OPERATION_RESOLUTION_FAILURE: "The document has no operation of that name, or several and no name was given.",
  GRAPHQL_VALIDATION_FAILED: "The operation does not fit the API schema.",
  BAD_USER_INPUT: "A variable's value does not fit its type.",
  OPERATION_UNSUPPORTED: "Subscriptions and `@defer` or `@stream` are not served by this gateway.",
  OPERATION_TOO_LARGE:
    "The request passes a limit, which `extensions.limit` names, or is larger than the gateway plans.",
  UNAUTHORIZED_FIELD_OR_TYPE: "The client may not see the field, by `@authenticated`, `@requiresScopes` or `@policy`.",
  OPERATION_TOO_EXPENSIVE: "The operation would cost more, or make more calls, than `limits.cost` allows.",
  PERSISTED_QUERY_NOT_FOUND: "No operation is known by the id; a client of automatic persisted queries sends its text.",
  PERSISTED_QUERY_ID_REQUIRED: "Only operations of the trusted documents are answered, and this is none.",
  BAD_REQUEST: "The request is not one of GraphQL over HTTP.",
  PLANNING_FAILED: "No plan was found for a field, although the supergraph has it.",
  SUBGRAPH_FAILED: "A subgraph could not be asked, or gave an error without a code of its own.",
  NON_NULL_VIOLATION: "A subgraph answered null for a field that cannot be null.",
  INVALID_RESPONSE: "A subgraph answered a value that the field's type does not have.",
  INTERNAL_SERVER_ERROR: "A bug in the gateway.",
} as const;

export type GatewayErrorCode = keyof typeof gatewayErrorCodes;
