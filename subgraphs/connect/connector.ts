import type { Mapping, SpecVersion, Template, KeyTree } from "../mapping/mapping.ts";
import type { RequestExtras } from "../rest-directives/request-extras.ts";
import type { TenantUrls } from "../rest/tenant-url.ts";
import type { TransportSettings } from "../rest/transport-settings.ts";

/** One `@source`. */
export interface Source {
  readonly name: string;
  readonly baseUrl: Template;
  readonly path?: Mapping;
  readonly queryParams?: Mapping;
  readonly headers: readonly HeaderMapping[];
  readonly errors?: ErrorMapping;
  readonly isSuccess?: Mapping;
}

/** `from` copies a client header's values; `value` is a template. Names are lower-case. */
export type HeaderMapping =
  | { readonly kind: "from"; readonly name: string; readonly from: string }
  | { readonly kind: "value"; readonly name: string; readonly value: Template };

export interface ErrorMapping {
  readonly message?: Mapping;
  readonly extensions?: Mapping;
}

export type ConnectorElement =
  | { readonly kind: "field"; readonly typeName: string; readonly fieldName: string }
  | { readonly kind: "type"; readonly typeName: string };

/**
 * How a connector is reached (connect spec reference, section 9):
 * `root` a Query or Mutation field; `explicit` a Query field with `entity: true`, which also resolves references;
 * `implicit` a field of another type, by `$this`; `typeSingle` and `typeBatch` on a type, by `$this` or `$batch`.
 */
export type ResolverKind = "root" | "explicit" | "implicit" | "typeSingle" | "typeBatch";

/** One `@connect`, read and compiled. Immutable. */
export interface Connector {
  readonly subgraph: string;
  /** `users:Query.user[0]` or `users:User[0]`; the index counts `@connect`s on that element from 0. */
  readonly coordinate: string;
  readonly id?: string;
  readonly element: ConnectorElement;
  readonly resolver: ResolverKind;
  readonly specVersion: SpecVersion;
  readonly source?: Source;
  /** Absent for a virtual connector (v0.4), which makes no call. */
  readonly http?: {
    readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    readonly url: Template;
    readonly path?: Mapping;
    readonly queryParams?: Mapping;
    readonly headers: readonly HeaderMapping[];
    readonly body?: Mapping;
  };
  /** What `@request` says beside it. */
  readonly request?: RequestExtras;
  readonly selection: Mapping;
  readonly isSuccess?: Mapping;
  readonly errors?: ErrorMapping;
  readonly batch?: { readonly maxSize: number | null };
  /**
   * What the request needs of its object: the union of paths read from `$args` (explicit), `$this` (implicit,
   * typeSingle) or `$batch` (typeBatch), in request and response phase alike. Empty for `root`.
   */
  readonly inputs: KeyTree;
}

/** A declared subgraph, read: what `lower` writes for the composer and what `execute` runs. */
export interface ConnectModel {
  readonly subgraph: string;
  readonly specVersion: SpecVersion;
  readonly sources: readonly Source[];
  readonly connectors: readonly Connector[];
}

/** How a source is reached, from the config (`sources."users.api"`). Everything optional. */
export interface SourceSettings extends TransportSettings {
  /** Replaces the `baseURL` of the SDL. One, or one for each tenant. */
  readonly baseUrl?: string | TenantUrls;
  /** `$config` of its connectors. Default `{}`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Client headers copied to every request of this source, beside those that the SDL names. */
  readonly forward?: readonly string[];
  /** A body of an unsupported media type is an error instead of null and a problem. Default false. */
  readonly strict?: boolean;
  /** Members of a service's problem details that clients are told, beside `type`, `title` and `status`. */
  readonly problemMembers?: readonly string[];
  /** Longest URL of a batch, in bytes; a longer one is split. Default 8192. */
  readonly maxUrlBytes?: number;
  /** Ask even where a key of the reference is null. Default false: such a reference is null without a call. */
  readonly callOnNullKey?: boolean;
}
