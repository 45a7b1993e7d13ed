/** Shows whatever a hostile program got hold of as text, so that the operator can search its log. */

const deepest = 8;
const mostItems = 64;
const longestText = 1_000;
const longestDump = 8_000;

/** Never throws. A tag, which shows nothing of itself, is written as `<tag>`. */
export function dump(value: unknown): string {
  try {
    return write(value, 0).slice(0, longestDump);
  } catch {
    return "<unprintable>";
  }
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.slice(0, longestText));
    case "number":
    case "bigint":
    case "boolean":
    case "undefined":
      return String(value);
    case "object":
      if (value === null) return "null";
      return depth === deepest ? "<deeper>" : writeObject(value, depth + 1);
    default:
      return `<${typeof value}>`;
  }
}

function writeObject(value: object, depth: number): string {
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => write(item, depth));
    return `[${items.join(",")}]`;
  }
  const entries = Object.entries(value).slice(0, mostItems);
  if (entries.length === 0) return "<tag>";
  const fields = entries.map(([name, item]) => `${JSON.stringify(name)}:${write(item, depth)}`);
  return `{${fields.join(",")}}`;
}
