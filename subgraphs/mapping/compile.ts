import { compileAst } from "./compile-ast.ts";
import { MappingError } from "./mapping-error.ts";
import type { Mapping, SpecVersion } from "./mapping.ts";
import { parseMapping } from "./parse.ts";

/**
 * Compiles a mapping to closures: nothing is parsed or looked up by name when it runs.
 *
 * @throws MappingError `INVALID_SELECTION` with every diagnostic found, where the source does not parse.
 */
export function compileMapping(source: string, options: { readonly specVersion: SpecVersion }): Mapping {
  const { ast, diagnostics } = parseMapping(source, options);
  if (!ast) throw new MappingError(diagnostics);
  return compileAst(ast, source);
}
