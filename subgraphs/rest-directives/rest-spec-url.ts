/** Apart from the spec itself, so that an import can write it without loading GraphQL. */
export const restSpecUrl = "https://restuary.dev/rest/v0.1";
