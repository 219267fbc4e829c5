import { operationCodes } from "./checks/operation-codes.ts";
import { schemaChangeCodes } from "./checks/schema-change-codes.ts";
import { budgetCodes } from "./checks/budget-codes.ts";
import { checkCodes } from "./checks/check-codes.ts";
import { driftCodes } from "./checks/drift-codes.ts";
import { lintCodes } from "./checks/lint-codes.ts";
import { probeCodes } from "./checks/probe-codes.ts";
import { compositionCodes } from "./composition-codes.ts";

const ownCodes = {
  GRAPHQL_SYNTAX: "The SDL does not parse; points at the offending token.",
  COMPOSITION_FAILED: "The composer found a fault that has no code of its own, or could not run.",
  SUBGRAPH_NAME_DUPLICATE: "Two subgraphs have the same name; points at the second.",
  CONTEXT_UNSUPPORTED:
    "A subgraph uses `@context` or `@fromContext`, which the planner ignores; points at the directive.",
  CACHE_HINT_INVALID:
    "A `@cacheControl` stands where it has no effect, or has an argument that it does not take or of a wrong kind; points at it.",
  SUPERGRAPH_INVALID: "The text is not a supergraph, or not a consistent one.",
  SUPERGRAPH_UNSUPPORTED_FEATURE:
    "The supergraph needs a feature that this gateway does not have; points at the `@link` or the field.",

  // The connect spec: subgraphs/connect/. In the order in which the rules run.
  UNKNOWN_CONNECTORS_VERSION:
    "The `@link` names a version of the connect spec that is not known or not supported; points at the version in the URL.",
  NO_SOURCE_IMPORT:
    "A source is written or named, but the connect `@link` does not import `@source`, so that none is found (a warning); points at the `@link`.",
  SUBSCRIPTION_IN_CONNECTORS:
    "A subgraph with connectors has a subscription root type; points at the first definition or extension of that type.",
  CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE:
    "A federation directive that connectors cannot honour is imported or used; points at its name in the `@link` import, or at the directive.",
  CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE:
    "An interface or union is declared in a subgraph that links connect v0.3 or older; points at the definition's name.",
  MISSING_SCHEMA_TYPE: "A type is named but not defined in the subgraph; points at the name.",
  GRAPHQL_ERROR:
    "A subgraph with connectors is not valid GraphQL, a connect directive has wrong arguments or a wrong place, or a selection for a union or interface does not say by a literal `__typename` which of its types it yields; points at the offending node, or into the selection.",
  NO_SOURCES_DEFINED: "`@connect(source:)` names a source, but the subgraph defines none; points at the name.",
  SOURCE_NAME_MISMATCH: "`@connect(source:)` names a source that is not defined; points at the name.",
  DUPLICATE_SOURCE_NAME: "Two `@source`s have the same name; points at the name of each.",
  EMPTY_SOURCE_NAME: "A `@source` has an empty name; points at the name.",
  INVALID_SOURCE_NAME:
    "A source's name is longer than 64 characters, does not start with a letter, or has other characters than letters, digits, `_` and `-`; points at the name.",
  DUPLICATE_ID_NAME: "Two `@connect`s have the same `id`; points at the `id` of each.",
  INVALID_CONNECTOR_ID_NAME: "The `id` of a `@connect` is not a GraphQL name; points at the `id`.",
  MISSING_HTTP_METHOD:
    "A `@connect` has no `http`, or its `http` has none of `GET`, `POST`, `PUT`, `PATCH` and `DELETE`; points at `http`, or at the `@connect`.",
  MULTIPLE_HTTP_METHODS: "The `http` of a `@connect` has several HTTP methods; points at each.",
  INVALID_URL:
    "A URL is malformed, has an expression in its host, or has one that does not parse, cannot be evaluated there or does not yield a scalar; points inside the URL.",
  INVALID_URL_SCHEME: "A URL's scheme is neither `http` nor `https`; points at the scheme.",
  INVALID_URL_PROPERTY:
    "The mapping of `http.path` or `http.queryParams` is malformed or yields the wrong kind of value; points inside the mapping.",
  ABSOLUTE_CONNECT_URL_WITH_SOURCE: "A `@connect` has a `source` and an absolute URL; points at the URL.",
  RELATIVE_CONNECT_URL_WITHOUT_SOURCE: "A `@connect` has no `source` and a relative URL; points at the URL.",
  INVALID_HEADER:
    "A header has a bad or reserved name, both or none of `from` and `value`, or a malformed value; points at the part at fault.",
  HTTP_HEADER_NAME_COLLISION:
    "Two headers of one directive have the same name, whatever the case; points at each name.",
  INVALID_BODY:
    "The mapping of `http.body` is malformed, or cannot be evaluated before there is a response; points inside the mapping.",
  INVALID_SELECTION:
    "A `selection` is empty or malformed, or yields a list in place of one value or one value in place of a list; points inside it.",
  INVALID_ERRORS_MESSAGE:
    "The mapping of `errors.message` or `errors.extensions` is malformed, or does not yield a string or an object; points inside the mapping.",
  INVALID_IS_SUCCESS:
    "The mapping of `isSuccess` is malformed, or does not yield a boolean; points inside the mapping.",
  UNDEFINED_ARGUMENT:
    "A mapping reads an argument that the field does not have; points at the argument's name in the mapping.",
  UNDEFINED_FIELD:
    "A mapping reads a field that the type of `$this`, `$batch` or an argument does not have; points at the field's name in the mapping.",
  UNSUPPORTED_VARIABLE_TYPE:
    "A mapping reads a variable that does not exist in that place; points at the variable in the mapping.",
  UNKNOWN_METHOD:
    "A mapping calls a method that does not exist, which yields nothing when it runs (a warning, and not of the connect spec); points at the method.",
  SELECTED_FIELD_NOT_FOUND:
    "A selection yields a field that the type does not have; points at the field in the selection.",
  GROUP_SELECTION_IS_NOT_OBJECT:
    "A selection yields an object for a field of a scalar or enum type; points at the field in the selection.",
  GROUP_SELECTION_REQUIRED_FOR_OBJECT:
    "A selection yields no object for a field of an object type; points at the field in the selection.",
  CONNECTORS_FIELD_WITH_ARGUMENTS:
    "A field with arguments is yielded by a selection, which cannot use them; points at the field in the selection and at its definition.",
  CIRCULAR_REFERENCE:
    "A selection enters a type that it is already inside of, counting the type whose field has the connector (connect v0.3 and older); points at the field in the selection.",
  CONNECT_ON_ROOT: "A `@connect` is on `Query` or `Mutation` itself; points at the `@connect`.",
  CONNECT_ON_TYPE_MUST_BE_ENTITY: "A `@connect` on a type says `entity: false`; points at `entity`.",
  CONNECT_BATCH_AND_THIS: "One `@connect` reads both `$batch` and `$this`; points at the `@connect`.",
  ENTITY_NOT_ON_ROOT_QUERY: "`entity: true` is on a field of another type than `Query`; points at `entity`.",
  ENTITY_TYPE_INVALID:
    "`entity: true` is on a field whose type is a list, non-null, or no object, interface or union; points at `entity`.",
  ENTITY_RESOLVER_ARGUMENT_MISMATCH:
    "A field with `entity: true` has no arguments, or one that matches no field of the entity in name and type; points at the argument, or at `entity`.",
  CONNECTORS_UNRESOLVED_FIELD:
    "No connector yields a field, and it is neither of a key nor external; points at the name in the field's definition.",
  CONNECTORS_UNREACHABLE_FIELD:
    "A selection yields an object without some of its fields, and without what a connector needs to find them (a warning, and not of the connect spec); points at the object in the selection.",
  MISSING_ENTITY_CONNECTOR:
    "A type has a resolvable `@key`, and no connector resolves its references; points at the `@key`.",
  CONNECTORS_CANNOT_RESOLVE_KEY:
    "A type has a resolvable `@key` that does not hold what any of its connectors reads; points at the `@key`.",
  CONNECTORS_BATCH_KEY_NOT_IN_SELECTION:
    "A key field read from `$batch` is not in the selection, so that answers cannot be told apart; points at the `selection`.",
  CONNECTORS_NON_ROOT_BATCH_KEY:
    "A key field read from `$batch` is selected from a variable, not from the response, so that answers cannot be told apart; points at the field in the selection.",

  // Our directives beside connect's: subgraphs/rest-directives/.
  UNKNOWN_REST_VERSION:
    "The `@link` names a version of our own spec that does not exist; points at the version in the URL.",
  INVALID_REQUEST:
    "A `@request` has wrong arguments or a wrong place, belongs to no `@connect`, or has a mapping that is malformed or cannot be evaluated before there is a response; points at the part at fault.",
  INVALID_MAPPING:
    "A `@mapping` has wrong arguments or a wrong place, or its mapping is malformed; points at the part at fault.",

  // Coded subgraphs: subgraphs/coded/.
  SUBGRAPH_MODULE_INVALID:
    "A coded subgraph's module has no default export made by `defineSubgraph`, or a part of it has the wrong type; points at the module.",
  SUBGRAPH_RESOLVER_UNKNOWN:
    "A resolver is for a type or field that the subgraph's `typeDefs` do not define; points at the module.",

  // Connector tests, `*.connector.yaml`: subgraphs/connector-tests/ and cli/connector-tests/.
  CONNECTOR_TEST_SYNTAX: "A test suite is not valid YAML; points at the place.",
  CONNECTOR_TEST_UNKNOWN_KEY: "A test suite has a key that means nothing; points at the key.",
  CONNECTOR_TEST_INVALID_VALUE:
    "A value in a test suite is of the wrong kind or missing, or contradicts another; points at the value, or at what it is missing from.",
  CONNECTOR_TEST_FILE_MISSING: "A test suite names a file that cannot be read; points at its name.",

  // The config and what it names: cli/ and gateway/load-graph.ts.
  CONFIG_SYNTAX: "A config written in YAML or JSON does not parse; points at the place.",
  CONFIG_UNKNOWN_KEY: "The config has a key that means nothing; points at the key.",
  CONFIG_INVALID_VALUE: "A value in the config is of the wrong kind; points at the value.",
  CONFIG_UNKNOWN_SOURCE: "`sources` has an entry for a subgraph or source that does not exist; points at its key.",
  CONFIG_VALUE_UNSET:
    "A mapping reads a key of `$config` or `$env` that is not set where the graph is served (a warning); has no place.",
  CONFIG_VARIABLE_UNSET:
    "A credential in the config reads an environment variable that is not set, or is empty; points at the value.",
  SUBGRAPH_NOT_SERVED:
    "A subgraph can be reached in no way: it has no connectors, no module in the config and no URL; points at its schema, if that is known.",
  PLANNER_UNAVAILABLE: "The query planner has no binary for this platform, so that no graph can be served here.",
  OPERATION_INVALID: "An operation does not parse, or does not fit the API schema; points at the part at fault.",
} as const;

export type DiagnosticCode =
  | keyof typeof ownCodes
  | keyof typeof compositionCodes
  | keyof typeof schemaChangeCodes
  | keyof typeof checkCodes
  | keyof typeof budgetCodes
  | keyof typeof lintCodes
  | keyof typeof probeCodes
  | keyof typeof operationCodes
  | keyof typeof driftCodes;

/**
 * Every diagnostic code with one sentence saying what triggers it and which node it points at.
 * `docs/diagnostics.md` is generated from this registry. A code never changes its meaning.
 */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, string>> = {
  ...ownCodes,
  ...compositionCodes,
  ...schemaChangeCodes,
  ...checkCodes,
  ...budgetCodes,
  ...lintCodes,
  ...probeCodes,
  ...operationCodes,
  ...driftCodes,
};
