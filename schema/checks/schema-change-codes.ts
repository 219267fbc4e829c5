/** What `check` finds between two versions of the API schema. An error breaks clients; a warning may. */
export const schemaChangeCodes = {
  ARGUMENT_ADDED_REQUIRED:
    "A field has a new argument that every operation must now give; points at the argument. Give it a default value, or make it nullable.",
  ARGUMENT_DEFAULT_CHANGED:
    "Operations that leave an argument out now get another answer (a warning); points at the argument.",
  ARGUMENT_MADE_REQUIRED: "An argument that could be left out must now be given; points at the argument.",
  ARGUMENT_REMOVED: "An argument was removed, so that operations that give it are invalid; points at the field.",
  ARGUMENT_TYPE_CHANGED: "An argument no longer takes every value that it took; points at the argument.",
  AUTHORIZATION_ADDED:
    "`@authenticated`, `@requiresScopes` or `@policy` is new or asks for more than it did, so that some clients are refused; points at the directive.",
  AUTHORIZATION_REMOVED:
    "`@authenticated`, `@requiresScopes` or `@policy` is gone or asks for less than it did, so that data is open to more clients (a warning); points at what it was on.",
  COST_CHANGED:
    "The cost of an element changed, so that operations may meet a limit (a warning); points at the element.",
  DIRECTIVE_REMOVED:
    "A directive that operations use was removed, or can no longer be written where it could; points at a subgraph that had it.",
  DIRECTIVE_ARGUMENT_CHANGED:
    "An argument of a directive that operations use was removed, or must now be given, or no longer takes what it took.",
  ENTITY_KEY_REMOVED:
    "A subgraph no longer resolves an entity by a key that it had, which other graphs and gateways may use (a warning); points at the type.",
  ENTITY_LOOKUP_REMOVED:
    "A subgraph no longer has the connector by which it found an entity, so that its fields may be out of reach (a warning); points at the query or type that had it.",
  ENUM_VALUE_ADDED:
    "An enum in answers has a new value, for which clients may have no case (a warning); points at the value.",
  ENUM_VALUE_REMOVED: "A value that clients may send was removed from an enum; points at the enum.",
  FIELD_REMOVED: "A field was removed, or hidden from clients; points at its type, or at what hides it.",
  FIELD_TYPE_CHANGED:
    "A field may answer what clients are not made for: another type, or null where there was none; points at the field.",
  IMPLEMENTATION_ADDED:
    "An interface in answers has a new type, for which clients may have no fragment (a warning); points at the type.",
  IMPLEMENTATION_REMOVED: "A type no longer implements an interface; points at the type.",
  INPUT_FIELD_ADDED_REQUIRED: "An input type has a new field that must be given; points at the field.",
  INPUT_FIELD_DEFAULT_CHANGED:
    "What an input field means when it is left out changed (a warning); points at the input field.",
  INPUT_FIELD_MADE_REQUIRED: "An input field that could be left out must now be given; points at the input field.",
  INPUT_FIELD_REMOVED: "A field of an input type was removed; points at the input type.",
  INPUT_FIELD_TYPE_CHANGED: "An input field no longer takes every value that it took; points at the input field.",
  LIST_SIZE_CHANGED:
    "The assumed size of a list changed, so that operations may meet a limit (a warning); points at the field.",
  ONE_OF_ADDED: "An input type became `@oneOf`: inputs with several fields are now refused; points at the type.",
  REQUEST_HEADER_REMOVED:
    "REST services are no longer sent a header that they were sent (a warning); points at the `@source` or `@connect`.",
  ROOT_TYPE_CHANGED: "The type of all queries, mutations or subscriptions was removed or renamed.",
  TYPE_KIND_CHANGED: "A type became one of another kind; points at the type.",
  TYPE_REMOVED: "A type was removed, or hidden from clients, that operations can name; points at what hides it.",
  UNION_MEMBER_ADDED:
    "A union in answers has a new type, for which clients may have no fragment (a warning); points at the union.",
  UNION_MEMBER_REMOVED: "A type was removed from a union, so that fragments on it are invalid; points at the union.",
} as const;

export type SchemaChangeCode = keyof typeof schemaChangeCodes;
