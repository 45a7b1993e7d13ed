/** Join tags: tokens show which values are equal, and nothing but a pair of tokens does. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyToken,
  type JoinKey,
  type JoinToken,
  joinTag,
  joinTokens,
  newJoinKey,
  newSharedKey,
} from "../../src/crypto/join.ts";

const shared = newSharedKey();
const [first, second] = [newJoinKey(), newJoinKey()];
const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom("1", "-1", "a", "n1", ""));

function tag(key: JoinKey, of: string | number, field: string = "id"): Uint8Array {
  return joinTag(shared, key, field, of);
}

test("under their tokens the tags of two streams are equal exactly if the values are", () => {
  const [forFirst, forSecond] = joinTokens(first, second);
  fc.assert(
    fc.property(value, value, (a, b) => {
      const left = applyToken(tag(first, a), forFirst);
      const right = applyToken(tag(second, b), forSecond);
      expect(Buffer.compare(left, right) === 0).toBe(a === b);
    }),
    { numRuns: 60 },
  );
});

describe("nothing but the right pair of tokens tells that two values are equal", () => {
  const [forFirst, forSecond] = joinTokens(first, second);
  const left = applyToken(tag(first, 7), forFirst);

  test("not the tags themselves", () => {
    expect(tag(first, 7)).not.toEqual(tag(second, 7));
  });

  test("not tokens of two calls", () => {
    const [, other] = joinTokens(first, second);
    expect(applyToken(tag(second, 7), other)).not.toEqual(left);
  });

  test("not the token of a third stream", () => {
    const third = newJoinKey();
    expect(applyToken(tag(third, 7), forSecond)).not.toEqual(left);
  });

  test("not across fields, or shared keys", () => {
    expect(applyToken(tag(second, 7, "di"), forSecond)).not.toEqual(left);
    const elsewhere = joinTag(newSharedKey(), second, "id", 7);
    expect(applyToken(elsewhere, forSecond)).not.toEqual(left);
  });
});

describe("refused", () => {
  const token = 5n as JoinToken;
  const good = tag(first, 1);

  test.each([
    ["the neutral point", new Uint8Array(32)],
    ["too short", good.slice(1)],
    ["too long", new Uint8Array([...good, 0])],
    ["no point", new Uint8Array(32).fill(0xff)],
    ["a negative field element", new Uint8Array([1, ...new Uint8Array(31)])],
  ])("a tag: %s", (_what, bytes) => {
    expect(() => applyToken(bytes, token)).toThrow("ENCODING: a join tag is");
  });

  test.each([
    ["a fraction", 0.5],
    ["not a number", NaN],
    ["half a character", "\ud800"],
  ])("a value: %s", (_what, of) => {
    expect(() => tag(first, of)).toThrow("FIELD_VALUE: joined are");
  });

  test("a shared key of another length", () => {
    expect(() => joinTag(new Uint8Array(31), first, "id", 1)).toThrow("a shared key has 32 bytes");
  });
});
