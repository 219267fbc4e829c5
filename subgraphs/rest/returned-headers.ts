/** Which of several answers' values a client gets: that of the first, that of the last, or all of them, each a line. */
export type ReturnPolicy = "first" | "last" | "append";

/** By the key of a source, or the name of a remote subgraph: by lower-case name which headers of answers clients get. */
export type ReturnedHeaders = ReadonlyMap<string, Readonly<Record<string, ReturnPolicy>>>;
