/** Connector tests as they are run: read, checked, and `common` merged in. */
import type { SourceRange } from "../../schema/diagnostic.ts";

export interface Suite {
  /** `config.name`; default the file. */
  readonly name: string;
  /** As messages name it. */
  readonly file: string;
  /** SDL of the subgraph, as written: relative to the file. */
  readonly schema?: NamedFile;
  readonly cases: readonly TestCase[];
  /** The files that cases name for bodies, as written. */
  readonly files: readonly NamedFile[];
}

/** A file that a suite names, and where it does. */
export interface NamedFile {
  readonly file: string;
  readonly range: SourceRange;
}

export interface TestCase {
  readonly name: string;
  readonly target: string;
  readonly skip: boolean;
  readonly variables: CaseVariables;
  readonly answer: {
    readonly status: number;
    readonly headers: HeaderLists;
    /** `undefined`: an empty body. */
    readonly body?: Text;
    /** Whether the case says anything about the answer. */
    readonly isGiven: boolean;
  };
  readonly expect: Expectation;
  /** Where the name is written. */
  readonly range: SourceRange;
  /** Where a key of the case is written; the case's name where it is not. */
  readonly locate: (path: readonly PropertyKey[]) => SourceRange;
}

/** Lower-case names, each a list. */
export type HeaderLists = Readonly<Record<string, readonly string[]>>;

/** Text in the suite, or in a file that it names. */
export type Text =
  | { readonly kind: "inline"; readonly text: string }
  | { readonly kind: "file"; readonly file: string };

/** The text of a file that a suite names, by the name it is written with. */
export type ReadNamedFile = (file: string) => string;

export interface CaseVariables {
  readonly $args?: unknown;
  readonly $this?: unknown;
  readonly $batch?: unknown;
  readonly $context?: Readonly<Record<string, unknown>>;
  readonly $config?: Readonly<Record<string, unknown>>;
  readonly $env?: Readonly<Record<string, string>>;
  readonly $requestHeaders?: HeaderLists;
}

/** What is absent is not compared. */
export interface Expectation {
  readonly request?: RequestExpectation;
  readonly requestHttp?: Text;
  readonly response?: Text;
  readonly responseHeaders?: HeaderLists;
  /** None: the call succeeds. A call has one error at most. */
  readonly errors?: readonly ErrorExpectation[];
  /** How `errors` is written. */
  readonly errorsKey: "error" | "errors";
  readonly problems?: readonly ProblemExpectation[];
}

export interface RequestExpectation {
  readonly method?: string;
  readonly url?: string;
  readonly scheme?: string;
  readonly origin?: string;
  readonly path?: string;
  readonly queryParams?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: HeaderLists;
  readonly body?: Text;
}

/** A message whole, or a part of it. */
interface MessageExpectation {
  readonly message?: string;
  readonly part?: string;
}

export interface ErrorExpectation extends MessageExpectation {
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface ProblemExpectation extends MessageExpectation {
  readonly path?: string;
  readonly location?: string;
  readonly count?: number;
}
