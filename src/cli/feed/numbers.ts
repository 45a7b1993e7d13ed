/** Numbers as files write them. A number that would lose what it says is refused or kept whole. */

import { Unclear } from "./problem.ts";

const firstInexact = 2 ** 53;

/** The value of a decimal literal, in one spelling: digits without zeros at either end, and an exponent. */
function decimalOf(text: string): { readonly digits: string; readonly exponent: number } {
  const [, whole = "", fraction = "", exponent = "0"] =
    /^[+-]?(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  return {
    digits: kept,
    exponent: Number(exponent) - fraction.length + (digits.length - kept.length),
  };
}

/**
 * The number that a literal of JSON stands for. An integer that a number would change becomes a bigint.
 * Digits of a fraction below the sixteenth or so are rounded, as everywhere.
 *
 * @throws Unclear if it is too large or too small, or loses more than digits of a fraction
 */
export function readNumber(literal: string): number | bigint {
  const number = Number(literal);
  if (!Number.isFinite(number)) {
    throw new Unclear(`${shown(literal)} is larger than any number`, "write it as a text");
  }
  const magnitude = Math.abs(number);
  if (magnitude === 0 && /^-?[0.]*[1-9]/.test(literal)) {
    throw new Unclear(`${shown(literal)} is smaller than any number`, "write it as a text");
  }
  if (magnitude < firstInexact) return number;
  const written = decimalOf(literal);
  const kept = decimalOf(String(number));
  if (written.digits === kept.digits && written.exponent === kept.exponent) return number;
  if (written.exponent < 0) {
    throw new Unclear(
      `${shown(literal)} has more digits than a number holds`,
      "write it as a text",
    );
  }
  const integer = BigInt(written.digits) * 10n ** BigInt(written.exponent);
  return literal.startsWith("-") ? -integer : integer;
}

export type DecimalMark = "." | ",";

const plainNumber: Readonly<Record<DecimalMark, RegExp>> = {
  ".": /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  ",": /^\+?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i,
};

/** Numbers with marks between thousands that cannot be decimal marks. */
const groupedNumber: Readonly<Record<DecimalMark, RegExp>> = {
  ".": /^\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,}|([' \u00a0\u202f\u2019])\d{3}(?:\1\d{3})*(?:\.\d+)?)$/,
  ",": /^\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,}|([' \u00a0\u202f\u2019])\d{3}(?:\1\d{3})*(?:,\d+)?)$/,
};
const thousandsMarks: Readonly<Record<DecimalMark, RegExp>> = {
  ".": /[,' \u00a0\u202f\u2019]/g,
  ",": /[.' \u00a0\u202f\u2019]/g,
};

/** Whether a cell stands for no price, as vendors, spreadsheets and programs write it. */
export function isNoPrice(cell: string): boolean {
  return cell === "" || /^(?:n\/?a|#n\/a(?: n\/a)?|nan|null|none|\.|-+)$/i.test(cell);
}

/** Whether a cell may be a price, or none: such columns are of symbols. */
export function looksNumeric(cell: string): boolean {
  return isNoPrice(cell) || /^[+-]?\p{Sc}?[\d.,' ]*\d[\d.,' ]*(e[+-]?\d+)?\p{Sc}?$/iu.test(cell);
}

/** Reads the prices of one feed. Either all of them have the sign of one currency, or none has a sign. */
export class PriceReader {
  readonly #mark: DecimalMark;
  readonly #notes: string[];
  /** The sign of the first price; empty if it had none. */
  #sign: string | undefined;

  constructor(mark: DecimalMark, notes: string[]) {
    this.#mark = mark;
    this.#notes = notes;
  }

  /** @throws Unclear */
  read(text: string): number {
    const [, before = "", number = text, after = ""] =
      /^(\p{Sc}?)\s*([^\p{Sc}]*?)\s*(\p{Sc}?)$/u.exec(text) ?? [];
    const sign = before + after;
    const price = readPrice(number, this.#mark);
    if (this.#sign === undefined && sign !== "") this.#notes.push(`prices are in ${sign}`);
    this.#sign ??= sign;
    if (sign === this.#sign) return price;
    const was = this.#sign === "" ? "no currency" : this.#sign;
    throw new Unclear(
      `"${shown(text)}" is in ${sign === "" ? "no currency" : sign}, and the prices before it are in ${was}`,
      "write all prices in one currency",
    );
  }
}

/**
 * Reads a price. Only decimal numbers: `Number` alone would take "", "0x1" and "Infinity", too.
 *
 * @throws Unclear
 */
function readPrice(text: string, mark: DecimalMark): number {
  const isPlain = plainNumber[mark].test(text);
  if (!isPlain && !groupedNumber[mark].test(text)) throw notPlain(text, mark);
  const literal = (isPlain ? text : text.replace(thousandsMarks[mark], "")).replace(",", ".");
  const price = Number(literal);
  if (!(price > 0 && price < Infinity)) {
    throw new Unclear(`"${shown(text)}" is not a positive price`);
  }
  if (price >= firstInexact && typeof readNumber(literal) === "bigint") {
    throw new Unclear(`"${shown(text)}" has more digits than a number holds`, "write fewer digits");
  }
  return price;
}

function notPlain(text: string, mark: DecimalMark): Unclear {
  if (isNoPrice(text)) {
    return new Unclear(`"${shown(text)}" is no price`, "leave out rows without a price");
  }
  const problem = `"${shown(text)}" is not a positive price`;
  const other = mark === "." ? "," : ".";
  if (plainNumber[other].test(text)) {
    const option =
      other === "," ? "give --decimal , if the comma" : "leave out --decimal , if the dot";
    return new Unclear(
      `${problem}: its ${other === "," ? "comma" : "dot"} may be a decimal mark or part thousands`,
      `${option} is the decimal mark; write thousands without a mark`,
    );
  }
  if (groupedNumber[other].test(text)) {
    return new Unclear(
      `${problem}: its decimal mark is ${other}`,
      other === "," ? "give --decimal ," : "leave out --decimal ,",
    );
  }
  return new Unclear(problem, `write prices as plain numbers above zero, such as 12${mark}5`);
}

/** So much of a text as an error may show. */
export function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
