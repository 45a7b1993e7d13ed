/**
 * How long attributes are: those of filterable fields have their values, which everybody may read, and are as
 * long as these. What keys seal makes up for it, so that the length of a block does not depend on values.
 */

import type { Field, FieldValue, Schema } from "../crypto/index.ts";
import { remainder } from "../crypto/schema.ts";
import { textCellOf } from "./cells.ts";

/** Bytes of a value in an attribute, with the count of its characters before it. */
function lengthOf(text: string): number {
  return Buffer.byteLength(text) + String(text.length).length;
}

function greatest(lengths: readonly number[]): number {
  return lengths.reduce((a, b) => Math.max(a, b), 0);
}

/** The greatest length of a listed value; a list is gone through once. */
const longestListed = new WeakMap<readonly string[], number>();

function longestOfList(values: readonly string[]): number {
  const known = longestListed.get(values) ?? greatest(values.map(lengthOf));
  longestListed.set(values, known);
  return known;
}

/** Digits of the longest count of characters that a text has. */
const mostDigits = 3;

function shortfall(field: Field, value: FieldValue): number {
  if (field.kind === "text") {
    const text = String(value);
    const longest =
      field.values === undefined
        ? textCellOf(Buffer.byteLength(text)) + mostDigits
        : longestOfList(field.values);
    return longest - lengthOf(text);
  }
  const { min, max, moduli = [] } = field;
  const longest = greatest([min, max].map((it) => lengthOf(String(it))));
  const missing = moduli.map(
    (modulus) =>
      lengthOf(String(modulus - 1)) - lengthOf(String(remainder(Number(value), modulus))),
  );
  return missing.reduce((a, b) => a + b, longest - lengthOf(String(value)));
}

/** By how many bytes the attributes of a tuple are shorter than the longest ones of its schema. */
export function attributeShortfall(
  { fields }: Schema,
  filterable: readonly string[],
  tuple: { readonly [field: string]: FieldValue },
): number {
  return filterable.reduce(
    (sum, name) => sum + shortfall(fields[name] as Field, tuple[name] as FieldValue),
    0,
  );
}
