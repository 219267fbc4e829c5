import { stringify } from "yaml";
import type { RouterName } from "./router-names.ts";

/** A file of another router, by its path below `schema/<router>/`. */
export interface RouterFile {
  readonly path: string;
  readonly text: string;
  /** It becomes the user's own once the line that says who wrote it is gone. */
  readonly adoptable?: true;
}

/** What the first line of a README that we wrote begins with. */
export const readmeMark = "<!-- Written by `restuary compose --for ";

/** The first line of a config that we wrote. */
export function configMark(router: RouterName): string {
  return `# Written by \`restuary compose --for ${router}\`. Delete this line to make the file your own: compose then leaves it alone.`;
}

export function yamlFile(router: RouterName, path: string, value: unknown): RouterFile {
  return { path, text: `${configMark(router)}\n${stringify(value, { lineWidth: 0 })}`, adoptable: true };
}

/** A list of inputs, which compose has to keep up to date: it is never the user's own. */
export function generatedYaml(router: RouterName, path: string, value: unknown): RouterFile {
  return { path, text: `# Written by \`restuary compose --for ${router}\`.\n${stringify(value, { lineWidth: 0 })}` };
}

export function isOurs(text: string): boolean {
  return text.startsWith("# Written by `restuary compose --for ") || text.startsWith(readmeMark);
}
