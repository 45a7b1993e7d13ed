/** Replaces pieces of a text. What takes the place of code keeps the ends of its lines. */

const lineEnds = /[\n\r\u2028\u2029]/g;

/** Blanks all but the ends of lines. */
export function blank(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}

/** The ends of lines in a text, and nothing else of it. */
export function endsOf(text: string): string {
  return (text.match(lineEnds) ?? []).join("");
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** @param edits in any order, none within another */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, by } of edits.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, start), by);
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}
