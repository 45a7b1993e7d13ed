/** Texts that a program's author chose, in messages for the operator's terminal and log. */

/** Characters of one text in a message. */
const mostCharacters = 400;

const safe = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** Of these categories, and still not what it looks like: blank letters, and the sign that escapes. */
const deceptive = /^[\u115f\u1160\u3164\uffa0\\]$/u;

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `\\u{${point.toString(16)}}`;
}

/** A text on one line, without control characters, and of bounded length: of a path, the end is kept. */
export function printable(text: string, keep: "start" | "end" = "start"): string {
  if (text.length > mostCharacters) {
    if (keep === "end") return `…${printable(text.slice(-mostCharacters))}`;
    return `${printable(text.slice(0, mostCharacters))}…`;
  }
  let result = "";
  for (const character of text) {
    const isSafe = safe.test(character) && !deceptive.test(character);
    result += isSafe ? character : escaped(character);
  }
  return result;
}
