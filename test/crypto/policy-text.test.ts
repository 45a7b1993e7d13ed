/** Policies as text: what is printed is read back as the same, and what cannot be read is pointed at. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PolicySyntaxError } from "../../src/crypto/errors.ts";
import { formatPolicy, parsePolicy } from "../../src/crypto/policy-text.ts";
import { policy } from "./arbitrary-policy.ts";

test("the text of a policy is read as the same policy", () => {
  fc.assert(
    fc.property(policy, (it) => {
      expect(parsePolicy(formatPolicy(it))).toEqual(it);
    }),
    { numRuns: 1_000 },
  );
});

test("an example", () => {
  expect(parsePolicy('(hr >= 120 and ward in ["a","b"]) or role = "physician"')).toEqual({
    any: [
      {
        all: [
          { field: "hr", is: ">=", value: 120 },
          { field: "ward", in: ["a", "b"] },
        ],
      },
      { field: "role", is: "=", value: "physician" },
    ],
  });
});

test("“and” binds more tightly than “or”", () => {
  expect(parsePolicy("a = 1 or b = 2 and c in -3..4")).toEqual({
    any: [
      { field: "a", is: "=", value: 1 },
      {
        all: [
          { field: "b", is: "=", value: 2 },
          { field: "c", from: -3, to: 4 },
        ],
      },
    ],
  });
});

describe("what cannot be read is pointed at", () => {
  test.each([
    ["", 0, /expected a field/],
    ["hr", 2, /expected =/],
    ["hr >= ", 5, /expected an integer or a text/],
    ["hr ~ 3", 3, /cannot be read/],
    ["hr = 3 bp = 4", 7, /expected “and”, “or” or the end/],
    ["(hr = 3", 7, /expected “\)”/],
    ["hr in [1, 2", 11, /expected “\]”/],
    ["hr in 1.. ", 9, /expected an integer/],
    ["hr in 1..99999999999999999999", 9, /below 2\^53/],
    ["3 of (a = 1, b = 2)", 0, /there are 2/],
    ["0 of (a = 1)", 0, /there are 1/],
    ["hr mod 0 = 1", 7, /modulus from 1 up/],
    ['name = "a', 7, /cannot be read/],
    ['name = "\\q"', 7, /text as in JSON/],
    ["and = 1", 0, /expected a field/],
    ["hr = 1 and", 10, /expected a field/],
    [`${"(".repeat(100)}a = 1`, 65, /64 deep/],
  ])("%s", (text, offset, problem) => {
    const read = (): unknown => parsePolicy(text);
    expect(read).toThrow(PolicySyntaxError);
    expect(read).toThrow(problem);
    expect(read).toThrow(expect.objectContaining({ code: "POLICY_SYNTAX", offset }));
  });

  test("the message shows where", () => {
    expect(() => parsePolicy("hr >= 120 und x = 1")).toThrow(
      "POLICY_SYNTAX: expected “and”, “or” or the end, at character 11\n" +
        "  hr >= 120 und x = 1\n" +
        "            ^",
    );
  });

  test("whatever is passed: a policy or a syntax error", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parsePolicy(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicySyntaxError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
