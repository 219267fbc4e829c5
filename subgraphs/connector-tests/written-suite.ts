/** A test suite as it is written: the file's own keys. `suite-schema.ts` checks it, `read-suite.ts` reads it. */

export interface WrittenSuite {
  readonly config?: { readonly schema?: string; readonly name?: string; readonly common?: WrittenCommon };
  readonly tests: readonly WrittenTest[];
}

export interface WrittenTest extends WrittenTarget, WrittenAnswer {
  readonly name: string;
  readonly skip?: boolean;
  readonly expect?: WrittenExpectation;
}

interface WrittenTarget {
  readonly target?: string;
  /** The older name of `target`. */
  readonly connector?: string;
}

interface WrittenAnswer {
  readonly variables?: WrittenVariables;
  readonly apiResponseBody?: string;
  readonly apiResponseBodyFile?: string;
  readonly apiResponseHeaders?: WrittenHeaders;
  readonly status?: number;
}

export interface WrittenCommon extends WrittenTarget, WrittenAnswer {
  readonly expectedResponse?: string;
  readonly expectedResponseFile?: string;
  readonly expectedRequestMethod?: string;
  readonly expectedRequestScheme?: string;
  readonly expectedRequestOrigin?: string;
  readonly expectedRequestPath?: string;
  readonly expectedRequestQueryParams?: WrittenParameters;
  readonly expectedRequestUrl?: string;
}

export interface WrittenVariables {
  readonly $args?: Readonly<Record<string, unknown>>;
  readonly $this?: Readonly<Record<string, unknown>>;
  readonly $batch?: readonly Readonly<Record<string, unknown>>[];
  readonly $context?: Readonly<Record<string, unknown>>;
  readonly $config?: Readonly<Record<string, unknown>>;
  readonly $env?: Readonly<Record<string, unknown>>;
  readonly $requestHeaders?: WrittenHeaders;
}

type Scalar = string | number | bigint | boolean;

export type WrittenHeaders = Readonly<Record<string, Scalar | readonly Scalar[]>>;
export type WrittenParameters = Readonly<Record<string, Scalar | null | readonly Scalar[]>>;

export interface WrittenExpectation {
  readonly connectorRequest?: WrittenRequest;
  readonly connectorRequestHttp?: string;
  readonly connectorResponse?: string;
  readonly connectorResponseFile?: string;
  readonly connectorResponseHeaders?: WrittenHeaders;
  readonly error?: WrittenError;
  readonly errors?: readonly WrittenError[];
  readonly problems?: readonly WrittenProblem[];
}

export interface WrittenRequest {
  readonly method?: string;
  readonly url?: string;
  readonly scheme?: string;
  readonly origin?: string;
  readonly path?: string;
  readonly queryParams?: WrittenParameters;
  readonly headers?: WrittenHeaders;
  readonly body?: string;
  readonly bodyFile?: string;
}

export interface WrittenError {
  readonly message?: string;
  readonly contains_message?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export type WrittenProblem =
  | string
  | {
      readonly message?: string;
      readonly contains_message?: string;
      readonly path?: string;
      readonly location?: string;
      readonly count?: number;
    };
