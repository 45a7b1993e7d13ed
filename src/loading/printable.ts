/** Names that a program's author chose, in messages for the operator's terminal and log. */

/** Characters of one name in a message. */
const mostCharacters = 120;

const safe = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** Of these categories, and still not what it looks like: blank letters, and the sign that escapes. */
const deceptive = /^[\u115f\u1160\u3164\uffa0\\]$/u;

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `\\u{${point.toString(16)}}`;
}

/** A text on one line, without control characters, and of bounded length. */
export function printable(text: string): string {
  let result = "";
  let count = 0;
  for (const character of text) {
    if (++count > mostCharacters) return `${result}…`;
    const isSafe = safe.test(character) && !deceptive.test(character);
    result += isSafe ? character : escaped(character);
  }
  return result;
}
