/** Which part of a graph a contract holds, by `@tag`. */
export interface ContractFilter {
  /** Fields and unions without one of these tags are left out. Default: none is left out for lack of a tag. */
  readonly include?: readonly string[];
  /** What has one of these tags is left out. They outrank `include`. */
  readonly exclude?: readonly string[];
  /** Leave types out that no field leads to. Default true. */
  readonly hideUnreachableTypes?: boolean;
}
