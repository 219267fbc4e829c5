/** What a subgraph may be called, in a config as in the name of its file. A dot parts it from the name of a source. */
export const SUBGRAPH_NAME: RegExp = /^[A-Za-z][A-Za-z0-9_-]*$/;
