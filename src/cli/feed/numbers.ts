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

/** Whether a cell may be a price, or none: such columns are of symbols. */
export function looksNumeric(cell: string): boolean {
  return cell === "" || /^[+-]?[\d.,' ]*\d[\d.,' ]*(e[+-]?\d+)?$/i.test(cell);
}

/**
 * Reads a price. Only plain decimal numbers: `Number` alone would take "", "0x1" and "Infinity", too.
 *
 * @throws Unclear
 */
export function readPrice(text: string, mark: DecimalMark): number {
  if (!plainNumber[mark].test(text)) throw notPlain(text, mark);
  const literal = text.replace(",", ".");
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
  if (/^\d{1,3}(?:([.,' \u00a0\u202f])\d{3})+(?:[.,]\d+)?$/.test(text)) {
    return new Unclear(
      `${problem}: it has marks between thousands`,
      "write thousands without a mark",
    );
  }
  if (/^[$€£¥]/.test(text)) return new Unclear(problem, "write prices without a currency's sign");
  return new Unclear(problem);
}

/** So much of a text as an error may show. */
export function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
