/** Schemas: what is refused, with what would be right. */

import { describe, expect, test } from "vitest";
import { CryptoError } from "../../src/crypto/errors.ts";
import { attributesOf, checkSchema, type Field, type Schema } from "../../src/crypto/schema.ts";
import { schema } from "./arbitrary-policy.ts";

function schemaOf(name: string, field: Field): Schema {
  return { owner: "o", stream: "s", fields: { [name]: field } };
}

test("a schema that is as it should be", () => {
  expect(() => checkSchema(schema)).not.toThrow();
});

describe("refused", () => {
  test.each<[string, Schema, RegExp]>([
    ["a name with a space", schemaOf("a b", { kind: "text" }), /"a b" is no name/],
    ["a word of policies", schemaOf("and", { kind: "text" }), /"and" is no name/],
    ["two dots", schemaOf("a..b", { kind: "text" }), /is no name/],
    ["an empty range", schemaOf("x", { kind: "integer", min: 1, max: 1 }), /from 1 to 1: integers/],
    ["a fraction", schemaOf("x", { kind: "integer", min: 0, max: 1.5 }), /integers/],
    [
      "more than can be told apart",
      schemaOf("x", { kind: "integer", min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
      /more than 2\^53 values/,
    ],
    [
      "an even modulus",
      schemaOf("x", { kind: "integer", min: 0, max: 9, moduli: [2] }),
      /odd primes/,
    ],
    ["no prime", schemaOf("x", { kind: "integer", min: 0, max: 9, moduli: [9] }), /odd primes/],
    [
      "a modulus twice",
      schemaOf("x", { kind: "integer", min: 0, max: 9, moduli: [3, 3] }),
      /odd primes/,
    ],
    [
      "half a character",
      schemaOf("x", { kind: "text", values: ["\ud800"] }),
      /values of the field x/,
    ],
    ["a long owner", { ...schema, owner: "o".repeat(257) }, /owner and stream/],
  ])("%s", (_what, it, problem) => {
    expect(() => checkSchema(it)).toThrow(problem);
    expect(() => checkSchema(it)).toThrow(CryptoError);
  });

  test.each<[string, Record<string, string | number>, RegExp]>([
    ["a value out of range", { hr: 21 }, /FIELD_VALUE: hr is an integer from -3 to 20/],
    ["a fraction", { hr: 1.5 }, /FIELD_VALUE: hr is an integer/],
    ["a text for a number", { hr: "1" }, /FIELD_VALUE: hr is an integer/],
    ["an unknown text", { ward: "z" }, /FIELD_VALUE: ward is one of "a", "b", "c"/],
    ["an unknown field", { temp: 1 }, /POLICY_FIELD: the stream has no field temp/],
  ])("of a tuple: %s", (_what, values, problem) => {
    expect(() => attributesOf(schema, values)).toThrow(problem);
  });
});
