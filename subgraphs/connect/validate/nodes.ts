import type { ASTNode } from "graphql";

/** The name of a definition: its node begins with the description, which may be lines above. */
export function nameOf(node: ASTNode): ASTNode {
  return "name" in node && node.name ? node.name : node;
}
