/**
 * Requests that are made to cost a GraphQL server as much as they can, or to have it do what it should not. Both what is
 * far past a limit and what is just within all of them.
 */

export interface Attack {
  readonly name: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** `extensions.code` of the refusal; `answered` where it can do no harm, and has to be answered as fast. */
  readonly outcome: string;
  /** Of the limit that refuses it. */
  readonly limit?: string;
}

/** Just under the limit of a body, and of a text. */
const BODY = 1_040_000;
const TEXT = 99_000;

const times = (count: number, make: (index: number) => string, separator = " "): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(separator);

function asking(query: string, variables?: unknown): string {
  return JSON.stringify({ query, ...(variables !== undefined && { variables }) });
}

function past(limit: string, name: string, body: string): Attack {
  return { name, body, outcome: "OPERATION_TOO_LARGE", limit };
}

function expecting(outcome: string): (name: string, body: string | Buffer, headers?: Record<string, string>) => Attack {
  return (name, body, headers) => ({ name, body, outcome, ...(headers && { headers }) });
}

const invalid = expecting("GRAPHQL_VALIDATION_FAILED");
const unparsable = expecting("GRAPHQL_PARSE_FAILED");
const misfit = expecting("BAD_USER_INPUT");
const refused = expecting("BAD_REQUEST");
const answered = expecting("answered");

const floods: readonly Attack[] = [
  past("characters", "20,000 aliases", asking(`{ ${times(20_000, (at) => `a${at}: user { id }`)} }`)),
  past(
    "tokens",
    "8,000 aliases, in a shorter text",
    asking(`{ ${times(8_000, (at) => `a${at}:user{id}`)} }`.slice(0, TEXT)),
  ),
  past("aliases", "300 aliases", asking(`{ user { ${times(300, (at) => `a${at}: name`)} } }`)),
  past("characters", "10,000 directives", asking(`{ user ${times(10_000, () => "@skip(if: false)")} { id } }`)),
  past("directives", "900 directives that do not exist", asking(`{ user ${times(900, () => "@a")} { id } }`)),
  past("tokens", "20,000 root fields", asking(`{ ${times(20_000, () => "user")} }`.slice(0, TEXT))),
  past("rootFields", "1,900 root fields", asking(`{ ${times(1_900, () => "__typename")} }`)),
  past("tokens", "1,900 variables", asking(`query Q(${times(1_900, (at) => `$v${at}: Int`)}) { user { id } }`)),
  invalid("480 variables that nobody uses", asking(`query Q(${times(480, (at) => `$v${at}: Int`)}) { __typename }`)),
  invalid("1,900 fields that do not exist", asking(`{ user { ${times(1_900, (at) => `frend${at}`)} } }`)),
  invalid("a field with a long name", asking(`{ user { ${"n".repeat(TEXT)} } }`)),
  invalid("490 arguments that do not exist", asking(`{ user(${times(490, (at) => `nam${at}: 1`)}) { id } }`)),
  past("values", "a list of 25,000 operations", `[${times(25_000, () => '{"query":"{a}"}', ",")}]`),
  refused("a list of 5,000 operations", `[${times(5_000, () => '{"query":"{a}"}', ",")}]`),
];

const nested: readonly Attack[] = [
  past("characters", "90,000 levels", asking(`{ user { ${times(90_000, () => "friend {")}`)),
  past("recursion", "9,000 levels", asking(`{ user { ${times(9_000, () => "friend {")}`)),
  past("depth", "60 levels", asking(`{ user { ${times(60, () => "friend {")} id ${"}".repeat(62)}`)),
  past("recursion", "90,000 open brackets", asking(`{ user(any: ${"[".repeat(90_000)}`)),
  past("recursion", "30,000 open braces", asking(`{ user(any: ${"{a:".repeat(30_000)}`)),
  past("recursion", "a type of 90,000 lists", asking(`query Q($a: ${"[".repeat(90_000)}`)),
  past("recursion", "400 inline fragments in each other", asking(`{ user ${times(400, () => "{ ... on Node")}`)),
];

const fragments: readonly Attack[] = [
  past(
    "selections",
    "150 fragments that double",
    asking(`{ user { ...F0 } } ${times(150, (at) => `fragment F${at} on User { ...F${at + 1} ...F${at + 1} }`)}
      fragment F150 on User { id }`),
  ),
  past(
    "depth",
    "150 fragments that each go deeper",
    asking(`{ user { ...F0 } } ${times(150, (at) => `fragment F${at} on User { friend { ...F${at + 1} } }`)}
      fragment F150 on User { id }`),
  ),
  past("depth", "a fragment in itself", asking("{ user { ...F } } fragment F on User { friend { ...F } }")),
  past(
    "depth",
    "20 fragments that spread all others",
    asking(`{ user { id } } ${times(20, (at) => `fragment F${at} on User { ${times(20, (to) => `...F${to}`)} }`)}`),
  ),
  invalid(
    "220 fragments that nobody spreads",
    asking(`{ user { id } } ${times(220, (at) => `fragment F${at} on User { id name }`)}`),
  ),
  past(
    "repeats",
    "a spread of 200 fragments",
    asking(
      `{ user { ${times(200, (at) => `...F${at}`)} } } ${times(200, (at) => `fragment F${at} on User { ${["id", "name"][at % 2]} }`)}`,
    ),
  ),
];

const pairs: readonly Attack[] = [
  past("repeats", "1,900 times the same field", asking(`{ user { ${times(1_900, () => "id")} } }`)),
  past("repeats", "450 times the same object", asking(`{ user { ${times(450, () => "friend{id}")} } }`)),
  past(
    "repeats",
    "the same objects in each other",
    asking(`{ user { ${times(20, () => `friend { ${times(20, () => "friend{id}")} }`)} } }`),
  ),
  past(
    "repeats",
    "the same fields in fragments",
    asking(`{ user { ${times(150, () => "...F")} } } fragment F on User { id name friend { id name } }`),
  ),
  answered("99 times the same object", asking(`{ user { ${times(99, () => "friend { id name }")} } }`)),
  answered(
    "90 times the same objects in fragments",
    asking(`{ user { ${times(90, () => "...F")} } } fragment F on User { friend { friend { friend { id name } } } }`),
  ),
  invalid(
    "objects of one name that differ below",
    asking(
      `{ user { ${times(9, (at) => `friend { ${times(9, (n) => `friends(first: ${(n + at) % 3}) { id }`)} }`)} } }`,
    ),
  ),
];

const sizes: readonly Attack[] = [
  past("body", "a body of 8 MB", `{"query":"{ user { id } } #${"x".repeat(8_000_000)}"}`),
  past("characters", "a comment of a megabyte", asking(`{ __typename } #${"x".repeat(BODY)}`)),
  past("tokens", "49,000 comments", asking(`{ __typename } ${"#\n".repeat(49_000)}`)),
  answered("99,000 commas", asking(`{ ${",".repeat(TEXT)} __typename }`)),
  answered("a string of 99,000 characters", asking(`{ user(name: "${"x".repeat(TEXT)}") { id } }`)),
  answered("a block string of 49,000 lines", asking(`{ user(name: """${"\n ".repeat(49_000)}""") { id } }`)),
  answered("16,000 escapes", asking(`{ user(name: "${"\\u0041".repeat(16_000)}") { id } }`)),
  invalid("an integer of 99,000 digits", asking(`{ user(count: ${"9".repeat(TEXT)}) { id } }`)),
  invalid("a number of 99,000 digits", asking(`{ user(count: 1.${"9".repeat(TEXT - 10)}e999) { id } }`)),
  expecting("OPERATION_RESOLUTION_FAILURE")(
    "an operation name of a megabyte",
    JSON.stringify({ query: "{ __typename }", operationName: "x".repeat(BODY) }),
  ),
  invalid("390 operations of one name", asking(times(390, () => "query Q { __typename }"))),
  past("tokens", "4,000 operations", asking(times(4_000, (at) => `query Q${at} { __typename }`).slice(0, TEXT))),
];

const items = "query ($v: [ID!]) { users(ids: $v) { id } }";
const filter = "query ($v: Filter) { user(filter: $v) { id } }";
const repeated = (count: number, value: unknown): unknown[] => Array.from({ length: count }, () => value);
const keys = (count: number): object =>
  Object.fromEntries(
    times(count, (at) => `nam${at}`)
      .split(" ")
      .map((key) => [key, 1]),
  );

const variables: readonly Attack[] = [
  answered("a variable of a megabyte", asking("query ($v: String) { user(name: $v) { id } }", { v: "x".repeat(BODY) })),
  past("values", "a list of 250,000", asking(items, { v: repeated(250_000, 1) })),
  misfit("a list of 9,000 that does not fit", asking(items, { v: repeated(9_000, [1]) })),
  misfit("18,000 members that do not exist", asking(filter, { v: keys(18_000) })),
  answered("18,000 variables that nobody declared", asking("{ __typename }", keys(18_000))),
  past(
    "nesting",
    "JSON nested 500,000 deep",
    `{"query":"{ a }","variables":{"v":${"[".repeat(500_000)}${"]".repeat(500_000)}}}`,
  ),
  past(
    "nesting",
    "an input nested 100,000 deep",
    `{"query":"${filter}","variables":{"v":${'{"not":'.repeat(100_000)}null${"}".repeat(100_000)}}}`,
  ),
  past(
    "nesting",
    "extensions nested 500,000 deep",
    `{"query":"{ a }","extensions":{"v":${"[".repeat(500_000)}${"]".repeat(500_000)}}}`,
  ),
  answered(
    "an input nested 900 deep",
    `{"query":"${filter}","variables":{"v":${'{"not":'.repeat(900)}null${"}".repeat(900)}}}`,
  ),
  misfit(
    "an integer of a million digits",
    `{"query":"query ($v: Int) { user(count: $v) { id } }","variables":{"v":${"9".repeat(BODY)}}}`,
  ),
  answered(
    "10,000 integers beyond a double",
    `{"query":"query ($v: JSON) { user(any: $v) { id } }","variables":{"v":[${times(10_000, () => "9007199254740993", ",")}]}}`,
  ),
];

const malformed: readonly Attack[] = [
  refused(
    "bytes that are no UTF-8",
    Buffer.concat([
      Buffer.from('{"query":"{ user(name: \\"'),
      Buffer.from([0xc3, 0x28, 0xff, 0xfe]),
      Buffer.from('\\") { id } }"}'),
    ]),
  ),
  refused(
    "overlong UTF-8",
    Buffer.concat([Buffer.from('{"query":"{ '), Buffer.from([0xc0, 0xaf]), Buffer.from(' }"}')]),
  ),
  refused("half of a megabyte of JSON", `{"query":"${"x".repeat(500_000)}`),
  past("nesting", "500,000 brackets that do not close", "[".repeat(500_000)),
  refused("a number for a query", '{"query":42}'),
  refused("what says that it is gzip", Buffer.from("H4sIAAAAAAAAA6tWKixNLapUslKoVqgsSC1SqK4FAPcHtKMUAAAA", "base64"), {
    "content-encoding": "gzip",
  }),
  unparsable("half a pair of surrogates", '{"query":"{ \\ud800 }"}'),
  unparsable("an escape past Unicode", asking('{ user(name: "\\u{110000}") { id } }')),
  unparsable("NUL in a name", asking("{ us\0er { id } }")),
  unparsable("a string without end", asking(`{ user(name: "${"\\\\".repeat(49_000)}`)),
  unparsable("a block string without end", asking(`{ user(name: """${'\\"""'.repeat(24_000)}`)),
];

const prototypes: readonly Attack[] = [
  answered("`__proto__` for an alias", asking("{ __proto__: user { __proto__: id constructor: name } }")),
  invalid("`__proto__` for a field", asking("{ __proto__ { id } constructor { name } }")),
  invalid("`__proto__` for a fragment", asking("{ user { ...__proto__ } }")),
  invalid("`__proto__` for a type", asking("query ($v: __proto__) { user { ... on constructor { id } } }")),
  misfit(
    "`__proto__` for a variable",
    '{"query":"query ($__proto__: String = \\"y\\") { user(name: $__proto__) { id } }","variables":{"__proto__":"x"}}',
  ),
  answered(
    "`constructor` in an input",
    '{"query":"query ($v: Filter) { user(filter: $v) { id } }","variables":{"v":{"constructor":{"prototype":{"isAdmin":true}}}}}',
  ),
  answered(
    "`__proto__` in a body",
    '{"query":"{ __typename }","__proto__":{"isAdmin":true,"query":"{ user { id } }"}}',
  ),
  answered(
    "`__proto__` in JSON",
    '{"query":"query ($v: JSON) { user(any: $v) { id } }","variables":{"v":{"__proto__":{"isAdmin":true}}}}',
  ),
];

const introspection: readonly Attack[] = [
  invalid("`__schema`", asking("{ __schema { types { name } } }")),
  invalid(
    "`__type` by an alias, in a fragment",
    asking('{ ...F } fragment F on Query { t: __type(name: "User") { fields { name } } }'),
  ),
  invalid(
    "introspection in itself",
    asking(`{ __schema { types { ${times(8, () => "fields { type {")} name ${"} }".repeat(8)} } } }`),
  ),
  invalid(
    "introspection 20 times",
    asking(`{ ${times(20, (at) => `a${at}: __schema { types { fields { name args { name } } } }`)} }`),
  ),
];

export const attacks: readonly Attack[] = [
  ...floods,
  ...nested,
  ...fragments,
  ...pairs,
  ...sizes,
  ...variables,
  ...malformed,
  ...prototypes,
  ...introspection,
];
