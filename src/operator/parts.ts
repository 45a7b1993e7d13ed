/** Lists of bytes, and of what holds bytes, divided so that each piece fits a part of an event. */

/** Bytes in a piece: with what stands around them they stay below what a part may have. */
const pieceBytes = 56_000;
/** Pieces of an event; it has other parts besides. */
export const mostPieces = 20;

/**
 * @param prefix of the parts' names
 * @param sizeOf of an item, in bytes
 * @returns parts, by name; one at least
 */
export function inPieces<T>(
  prefix: string,
  items: readonly T[],
  sizeOf: (item: T) => number,
): readonly (readonly [name: string, items: readonly T[]])[] {
  const pieces: T[][] = [[]];
  let room = pieceBytes;
  for (const item of items) {
    const size = sizeOf(item);
    if (size > room && pieces.at(-1)?.length !== 0) {
      pieces.push([]);
      room = pieceBytes;
    }
    pieces.at(-1)?.push(item);
    room -= size;
  }
  return pieces.map((piece, i) => [`${prefix}${i}`, piece]);
}

/** What {@link inPieces} has divided. */
export function joined<T>(prefix: string, piece: (name: string) => readonly T[] | undefined): T[] {
  const all: T[] = [];
  for (let i = 0; i < mostPieces; i++) {
    const items = piece(`${prefix}${i}`);
    if (items === undefined) break;
    for (const item of items) all.push(item);
  }
  return all;
}
