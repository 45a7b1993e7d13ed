/** Numbers for people, rounded to our disadvantage where they are compared with a bound. */

import { count } from "../dark-pool/report.ts";

function fixed(value: number, digits: number): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Never shows more than was reached. */
export function floored(value: number, digits: number): string {
  return fixed(Math.floor(value * 10 ** digits) / 10 ** digits, digits);
}

/** Never shows less than was needed. */
export function ceiled(value: number, digits: number): string {
  return fixed(Math.ceil(value * 10 ** digits) / 10 ** digits, digits);
}

export function formatRatio(value: number | null | undefined): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  return value < 100 ? value.toPrecision(3) : count(value);
}

export function millions(value: number): string {
  return (value / 1e6).toFixed(2);
}

export function kibibytes(bytes: number | null): string {
  if (bytes === null) return "–";
  const kib = bytes / 1_024;
  return kib < 100 ? kib.toFixed(1) : count(kib);
}
