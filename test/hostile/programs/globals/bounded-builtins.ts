/**
 * Uses the built-in functions that are bounded as any program does: but for their bounds they have to be
 * what they were.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

class Sublist extends Array<unknown> {}

const ownSplitter = { [Symbol.split]: (text: string): string[] => [text, "own"] };

/** More than V8 is left to sort alone. */
function manyLongTexts(): string[] {
  const start = "x".repeat(2 ** 16);
  return Array.from({ length: 300 }, (_, at) => `${start}${(at * 3) % 7}`);
}

/** Each a result and what it has to be, as JSON. */
function results(): readonly (readonly [unknown, unknown])[] {
  const holes: unknown[] = [1, 2];
  holes.length = 4;
  const like = { length: 2, 0: "a", 1: "b" };
  const spreadable = { length: 1, 0: "x", [Symbol.isConcatSpreadable]: true };
  const list = [3, 1, 2];
  return [
    [[1, Number.NaN].includes(Number.NaN), true],
    [[1, 2, 1].lastIndexOf(1), 2],
    [[1, 2, 1].lastIndexOf(1, undefined), 0],
    [["a", "b"].indexOf("b", -1), 1],
    [[1, 2, 3].splice(1), [2, 3]],
    [[1, 2, 3].splice(0, 1, 7, 8), [1]],
    [[1, 2, 3].toSpliced(1, 1), [1, 3]],
    [[1, 2].reduce((a, b) => a + b), 3],
    [[1, 2].reduceRight((a, b) => `${a}${b}`, ""), "21"],
    [[1].concat([2], 3 as never, [[4]] as never, spreadable as never), [1, 2, 3, [4], "x"]],
    [[10, 9, 1, undefined, null].toSorted(), [1, 10, 9, null, null]],
    [list.sort() === list && list.sort((a, b) => b - a), [3, 2, 1]],
    [manyLongTexts().sort().at(-1)?.at(-1), "6"],
    [[[1, [2, [3]]], 4].flat(), [1, [2, [3]], 4]],
    [[[1, [2, [3]]], 4].flat(Infinity), [1, 2, 3, 4]],
    [[[1], 2].flat(0), [[1], 2]],
    [[[1], 2].flat("no" as never), [[1], 2]],
    [[holes, undefined].flat(), [1, 2, null]],
    [[1, 2].flatMap((item, at, all) => [item, at, all.length]), [1, 0, 2, 2, 1, 2]],
    [Sublist.from([[1]]).flat() instanceof Sublist, true],
    [Sublist.from([1]).map(String) instanceof Sublist, true],
    [Array.from(like as ArrayLike<string>, (item) => `${item}!`), ["a!", "b!"]],
    [Array.from(new Set([1, 2])), [1, 2]],
    [Array.from("ab"), ["a", "b"]],
    [Array.from(5 as never), []],
    [Sublist.from({ length: 1, 0: 1 }) instanceof Sublist, true],
    [Array.prototype.map.call(like, (item) => `${String(item)}?`), ["a?", "b?"]],
    [Array.prototype.slice.call("ab"), ["a", "b"]],
    [Array.prototype.join.call({}), ""],
    [Array.prototype.indexOf.call(new Uint8Array([5, 6]), 6), 1],
    [[1, 2, 3].fill(0, 1, 2), [1, 0, 3]],
    [[1, 2, 3].copyWithin(0, 1), [2, 3, 3]],
    [[1, 2].with(0, 5), [5, 2]],
    ["a,b,c".split(","), ["a", "b", "c"]],
    ["a,b,c".split(",", 2), ["a", "b"]],
    ["a1b2".split(/\d/), ["a", "b", ""]],
    ["abc".split(""), ["a", "b", "c"]],
    ["abc".split(undefined as never), ["abc"]],
    ["anullb".split(null as never), ["a", "b"]],
    ["abc".split(ownSplitter), ["abc", "own"]],
    ["aXbX".replace("X", "$&$&"), "aXXbX"],
    ["aXbX".replaceAll("X", () => "y"), "ayby"],
    ["aXbX".replaceAll(/X/g, "z"), "azbz"],
    ["abab".lastIndexOf("ab"), 2],
    ["abab".lastIndexOf("ab", 1), 0],
    ["abab".lastIndexOf("ab", undefined), 2],
    [String.raw`a\n${1}b${2}`, "a\\n1b2"],
    [String.raw({ raw: "xyz" }, 1, 2, 3), "x1y2z"],
    [String.raw({ raw: [] }), ""],
    [String(BigInt("123")), "123"],
    [String(BigInt.asUintN(8, 257n)), "1"],
    [
      [typeof BigInt(7), 7n.constructor === BigInt, Object(1n) instanceof BigInt],
      ["bigint", true, true],
    ],
  ];
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    for (const [at, [result, expected]] of results().entries()) {
      const told = JSON.stringify(result);
      verdict.expect(`${at}: ${told}`, told === JSON.stringify(expected));
    }
    const holders: readonly (readonly [object, string, number])[] = [
      [Array.prototype, "indexOf", 1],
      [Array.prototype, "concat", 1],
      [Array.prototype, "flat", 0],
      [Array.prototype, "splice", 2],
      [Array, "from", 1],
      [String.prototype, "split", 2],
      [String, "raw", 1],
      [{ BigInt }, "BigInt", 1],
    ];
    for (const [holder, name, length] of holders) {
      const method = Reflect.get(holder, name) as {
        readonly name: string;
        readonly length: number;
      };
      verdict.expect(`${name} is called ${method.name}`, method.name === name);
      verdict.expect(`${name} takes ${method.length}`, method.length === length);
      verdict.throws(`new ${name}`, () => Reflect.construct(method as () => void, []));
    }
    const refusals: readonly (() => unknown)[] = [
      () => [].reduce((a) => a),
      () => [1].flatMap(null as never),
      () => Array.prototype.map.call(null, String),
      () => [1].map(1 as never),
      () => Reflect.apply(String.prototype.split, undefined, [","]),
      () => "a".replaceAll(/a/, "b"),
      () => String.raw(undefined as never),
      () => BigInt("x"),
      () => [Symbol.iterator, Symbol.iterator].sort(),
      () => [1].with(1, 0),
      () => "a".lastIndexOf(Symbol.iterator as never),
    ];
    for (const [at, action] of refusals.entries()) verdict.throws(`refusal ${at}`, action);
  });
});

export default program;
