import type { Operation } from "./operation.ts";
import type { ImportReport } from "./report.ts";
import { absolute, whyNotAbsolute } from "./servers.ts";
import { wordsOf } from "./words.ts";

/** One `@source` for each base URL: the document's is `api`, others are called after their host. */
export class SourceList {
  readonly all: { name: string; url: string }[];
  readonly #report: ImportReport;

  constructor(url: string, report: ImportReport) {
    this.all = [{ name: "api", url }];
    this.#report = report;
  }

  nameOf({ serverUrl, pointer }: Operation, documentUrl: string | undefined): string {
    if (serverUrl === undefined) return "api";
    const url = absolute(serverUrl, documentUrl)?.replace(/\/+$/, "");
    if (url === undefined) {
      const why = whyNotAbsolute(serverUrl, `\`${serverUrl}\``);
      this.#report.add("fault", pointer, `${why}; the document's own server is asked.`);
      return "api";
    }
    const known = this.all.find((source) => source.url === url);
    if (known) return known.name;
    const base = wordsOf(url.replace(/^https?:\/\//, "").replaceAll(/\{[^}]*\}/g, ""))
      .join("_")
      .toLowerCase()
      .slice(0, 60);
    const name = this.#free(/^[a-z]/.test(base) ? base : `host_${base}`);
    this.all.push({ name, url });
    return name;
  }

  #free(name: string): string {
    return this.all.some((source) => source.name === name) ? this.#free(`${name}_`) : name;
  }
}
