/** Policies and schemas from JSON: what is one is taken as it is, anything else is refused with the way to it. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CryptoError } from "../../src/crypto/errors.ts";
import { readPolicy, readSchema } from "../../src/crypto/policy-data.ts";
import { policy, schema } from "./arbitrary-policy.ts";

test("every policy comes back from JSON", () => {
  fc.assert(
    fc.property(policy, (it) => {
      expect(readPolicy(JSON.parse(JSON.stringify(it)))).toEqual(it);
    }),
    { numRuns: 300 },
  );
});

test("anything else is a POLICY_DATA or SCHEMA error, never another one", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const read of [readPolicy, readSchema]) {
        try {
          read(value);
        } catch (error) {
          expect(error).toBeInstanceOf(CryptoError);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

function nested(depth: number): unknown {
  let it: unknown = { field: "hr", is: "=", value: 1 };
  for (let i = 1; i < depth; i++) it = { all: [it] };
  return it;
}

describe("policies that are refused: POLICY_DATA", () => {
  test.each([
    ["nothing", null, /a policy is an object/],
    ["a text", "hr = 1", /a policy is an object/],
    ["a list", [{ field: "hr", is: "=", value: 1 }], /a policy is an object/],
    ["one within", { any: [{ field: "hr", from: 0, to: 1 }, { all: [7] }] }, /any\.1\.all\.0: a/],
    ["no policies", { all: [] }, /all/],
    ["something besides", { field: "hr", is: "=", value: 1, or: 2 }, /or/],
    ["an unknown comparison", { field: "hr", is: "~", value: 1 }, /is/],
    ["half a number", { field: "hr", is: "=", value: 0.5 }, /value/],
    ["a number above 2^53", { field: "hr", from: 0, to: 2 ** 60 }, /to/],
    ["none of some", { atLeast: 0, of: [{ field: "hr", is: "=", value: 1 }] }, /atLeast/],
    ["too many policies within policies", nested(131), /130 deep/],
    ["a policy of a million policies within policies", nested(1_000_000), /130 deep/],
  ])("%s", (_what, input, problem) => {
    expect(() => readPolicy(input)).toThrow(
      expect.objectContaining({
        code: "POLICY_DATA",
        message: expect.stringMatching(problem),
      }),
    );
  });

  test("130 policies within policies are not", () => {
    expect(readPolicy(nested(130))).toEqual(nested(130));
  });
});

describe("schemas", () => {
  test("come back from JSON", () => {
    expect(readSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
  });

  test.each([
    ["no fields", { owner: "a", stream: "s" }],
    ["an unknown kind", { owner: "a", stream: "s", fields: { x: { kind: "real" } } }],
    [
      "bounds the wrong way round",
      { owner: "a", stream: "s", fields: { x: { kind: "integer", min: 2, max: 1 } } },
    ],
    ["a misspelt option", { owner: "a", stream: "s", fields: { x: { kind: "text", value: [] } } }],
  ])("%s is refused: SCHEMA", (_what, input) => {
    expect(() => readSchema(input)).toThrow(expect.objectContaining({ code: "SCHEMA" }));
  });
});
