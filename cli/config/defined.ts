type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The object without the keys that have no value: under `exactOptionalPropertyTypes` they are not the same. */
export function defined<T extends object>(given: T): Defined<T> {
  // What is left are the entries whose value is not undefined, which is what the type says.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
