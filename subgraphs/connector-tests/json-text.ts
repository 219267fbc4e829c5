/** JSON for people: indented, integers beyond 2^53 as the integers they are. */
export function indentedJson(value: unknown): string {
  return print(value, "", (members) => members);
}

/** As `indentedJson`, with sorted keys: equal values are equal texts, whose lines can be compared. */
export function sortedJson(value: unknown): string {
  return print(value, "", (members) => members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

type Arrange = (members: [string, unknown][]) => [string, unknown][];

function print(value: unknown, indent: string, arrange: Arrange): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const members = Array.isArray(value)
    ? value.map((item) => print(item, inner, arrange))
    : arrange(Object.entries(value).filter(([, member]) => member !== undefined)).map(
        ([key, member]) => `${JSON.stringify(key)}: ${print(member, inner, arrange)}`,
      );
  return members.length === 0
    ? open + close
    : `${open}\n${members.map((each) => inner + each).join(",\n")}\n${indent}${close}`;
}
