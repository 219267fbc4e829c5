/** Versions of the connect spec whose grammar is known. "0.1" is read as "0.2". */
export type SpecVersion = "0.2" | "0.3" | "0.4";
