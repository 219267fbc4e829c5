import type { TypedDocumentString } from "./generated/graphql.ts";

const endpoint = process.env.GRAPH_URL ?? "http://localhost:4000/graphql";

/** Sends an operation; the document says which variables it takes and what comes back. */
export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data | null; errors?: { message: string }[] };
  // Whoever wants partial data reads both; this client takes all or nothing.
  if (errors?.length || !data) throw new Error(errors?.map(({ message }) => message).join("\n") ?? "No data came.");
  return data;
}
