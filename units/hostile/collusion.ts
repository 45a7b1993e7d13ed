/** What two colluding programs have agreed on: names, and how presence spells a text. */

/** The part that carries a shared tag and all privileges over it. */
export const offerPart = "lantern";
/** The part that carries the secret itself. */
export const lootPart = "loot";
/** Which piece of the secret an event's part names spell. */
export const piecePart = "piece";

const charactersPerPiece = 3;
const bitsPerCharacter = 8;
export const bitsPerPiece: number = charactersPerPiece * bitsPerCharacter;

/** Names of the parts (or event types) whose presence is a one. */
export function bitName(bit: number): string {
  return `bit-${bit}`;
}

export function beatName(bit: number): string {
  return `beat-${bit}`;
}

export function pieceCount(text: string): number {
  return Math.ceil(text.length / charactersPerPiece);
}

/** The positions of the ones in a piece of a text. */
export function bitsOfPiece(text: string, piece: number): readonly number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < bitsPerPiece; bit++) {
    const at = piece * charactersPerPiece + Math.floor(bit / bitsPerCharacter);
    if ((text.charCodeAt(at) >> (bit % bitsPerCharacter)) & 1) bits.push(bit);
  }
  return bits;
}

/** The piece that has ones at these positions. */
export function pieceOfBits(bits: readonly number[]): string {
  const codes = Array.from({ length: charactersPerPiece }, () => 0);
  for (const bit of bits) {
    const at = Math.floor(bit / bitsPerCharacter);
    codes[at] = (codes[at] ?? 0) | (1 << (bit % bitsPerCharacter));
  }
  return String.fromCharCode(...codes.filter((code) => code !== 0));
}
