/** JSON that loses nothing: unlike `JSON.parse` it keeps the digits of integers, and refuses a key with two values. */

import { parse } from "lossless-json";
import { readNumber, shown } from "./numbers.ts";
import { Unclear } from "./problem.ts";

/** @throws Unclear, SyntaxError */
export function parseJson(text: string): unknown {
  try {
    return parse(text, null, {
      parseNumber: readNumber,
      onDuplicateKey({ key }) {
        throw new Unclear(`it has the key ${JSON.stringify(shown(key))} twice`, "leave one out");
      },
    });
  } catch (error) {
    // The parser calls itself for each level.
    if (error instanceof RangeError) throw new Unclear("it is nested too deeply");
    throw error;
  }
}
