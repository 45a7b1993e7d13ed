/** Operators with an arithmetic of plain numbers, whose outcomes come in any order. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block, Item, Signed } from "../../src/operator/block.ts";
import {
  mostWorkOfBlock,
  operatorOf,
  type Outcome,
  type Outgoing,
  type Plan,
  type Work,
} from "../../src/operator/operator.ts";

const none = new Uint8Array();
const bytesOf = (value: number): Uint8Array => new Uint8Array(new Float64Array([value]).buffer);
const valueOf = (bytes: Uint8Array): number => new Float64Array(bytes.slice().buffer)[0] ?? NaN;
const sumOf = (inputs: readonly Uint8Array[]): number =>
  inputs.map(valueOf).reduce((a, b) => a + b, 0);

function blockOf(stream: string, number: number, items: readonly Item[]): Block {
  const head = { owner: "a", stream, epoch: 0, number, tuples: 0 };
  return { head, signature: none, items: items.map((item): Signed => ({ item, digest: none })) };
}

/** Outcomes are held, and let go in an order that is drawn. */
class Held {
  readonly asked: Work[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #compute: (work: Work) => Outcome;

  constructor(compute: (work: Work) => Outcome) {
    this.#compute = compute;
  }

  readonly ask = (work: Work, then: (outcome: Outcome) => void): void => {
    this.asked.push(work);
    this.#waiting.push(() => {
      then(this.#compute(work));
    });
  };

  get length(): number {
    return this.#waiting.length;
  }

  letGo(at: number): void {
    this.#waiting.splice(at % Math.max(1, this.#waiting.length), 1)[0]?.();
  }
}

function run(
  plan: Plan,
  blocks: readonly (readonly [Block, side: number])[],
  compute: (work: Work) => Outcome,
  draw: () => number,
): { readonly sent: readonly Outgoing[]; readonly asked: readonly Work[] } {
  const sent: Outgoing[] = [];
  const held = new Held(compute);
  const operator = operatorOf(plan, held.ask, (outgoing) => sent.push(outgoing));
  for (const [block, side] of blocks) {
    operator.take(block, side);
    while (held.length > 0 && draw() % 3 > 0) held.letGo(draw());
  }
  while (held.length > 0) held.letGo(draw());
  return { sent, asked: held.asked };
}

const draws = fc.infiniteStream(fc.nat(1_000)).map((stream) => () => stream.next().value as number);
const source = { owner: "a", stream: "s", epoch: 0, items: ["values", "windows"] };

describe.each([false, true])("windows, masks shared: %s", (areMasksShared) => {
  test("of all sizes, in blocks of all sizes, are the sums of their values, in order", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 31, 32, 33, 64, 65, 1_023, 1_025, 1_057),
        fc.integer({ min: 1, max: 40 }),
        draws,
        (over, together, draw) => {
          const plan: Plan = { kind: "add", sources: [source], over, areMasksShared };
          const count = 2 * over + 1;
          const blocks: Block[] = [];
          for (let from = 0; from < count; from += together) {
            const length = Math.min(together, count - from);
            const values = Array.from({ length }, (_, i) => bytesOf(from + i));
            const items: Item[] = [{ form: "masked", name: "values", index: from, values }];
            for (let at = from; at < from + length; at++) {
              if (!areMasksShared || (at + 1) % over !== 0) continue;
              const parcel = { wrap: none, key: bytesOf(at), body: none };
              items.push({ form: "window", name: "windows", index: (at + 1) / over - 1, parcel });
            }
            blocks.push(blockOf("s", blocks.length, items));
          }
          const { sent, asked } = run(
            plan,
            blocks.map((block) => [block, 0]),
            ({ task, inputs }) => (task === "transform" ? inputs : [bytesOf(sumOf(inputs))]),
            draw,
          );
          const sums = sent.map((it) =>
            it.form === "window" || it.form === "sharedWindow"
              ? [it.index, valueOf(it.sum)]
              : "no window",
          );
          const sum = (window: number) => over * (over * window) + (over * (over - 1)) / 2;
          expect(sums).toEqual([
            [0, sum(0)],
            [1, sum(1)],
          ]);
          for (const { inputs } of asked) expect(inputs.length).toBeLessThanOrEqual(32);
          expect(asked.length).toBeLessThanOrEqual(blocks.length * mostWorkOfBlock(plan));
        },
      ),
      { numRuns: 40 },
    );
  });
});

test.each([
  [0, 1],
  [2, 1],
  [3, 0],
  [5, 0],
])("without its fold %i a window is left out, and window %i is sent", (broken, whole) => {
  const plan: Plan = { kind: "add", sources: [source], over: 70, areMasksShared: false };
  const values = Array.from({ length: 140 }, (_, i) => bytesOf(i));
  const block = blockOf("s", 0, [{ form: "masked", name: "values", index: 0, values }]);
  let computed = 0;
  const compute = ({ inputs }: Work): Outcome =>
    computed++ === broken ? [] : [bytesOf(sumOf(inputs))];
  const { sent } = run(plan, [[block, 0]], compute, () => 0);
  expect(sent.map((it) => (it.form === "window" ? it.index : -1))).toEqual([whole]);
});

test("joined are those of equal tags, each pair once, those of one tuple together", () => {
  const tuple = fc.record({ side: fc.constantFrom(0, 1), tag: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(tuple, { maxLength: 60 }), draws, (tuples, draw) => {
      const sources = [
        { ...source, items: ["j"] },
        { ...source, stream: "t", items: ["j"] },
      ] as const;
      const plan: Plan = { kind: "join", sources, within: 1_000 };
      const numbers: [number, number] = [0, 0];
      const blocks = tuples.map(({ side, tag }): readonly [Block, number] => {
        const number = numbers[side as 0 | 1]++;
        const parcel = { wrap: none, key: bytesOf(number), body: none };
        const item: Item = { form: "joinable", name: "j", tag: bytesOf(tag), parcel };
        return [blockOf(side === 0 ? "s" : "t", number, [item]), side];
      });
      const { sent } = run(plan, blocks, ({ inputs }) => inputs, draw);
      const pairs = sent.flatMap((it) => {
        if (it.form !== "pairs") throw new Error("no pairs");
        return it.others.map(({ head }) =>
          it.side === 0 ? [it.one.head.number, head.number] : [head.number, it.one.head.number],
        );
      });
      const sides = [0, 1].map((side) => tuples.filter((it) => it.side === side));
      const expected = (sides[0] ?? []).flatMap((left, l) =>
        (sides[1] ?? []).flatMap((right, r) => (left.tag === right.tag ? [[l, r]] : [])),
      );
      const sorted = (all: readonly unknown[]) => all.map((it) => JSON.stringify(it)).toSorted();
      expect(sorted(pairs)).toEqual(sorted(expected));
      // Those that come ascend on each side, so that a user knows an older one.
      for (const side of [0, 1]) {
        const came = sent.flatMap((it) =>
          it.form === "pairs" && it.side === side ? [it.one.head.number] : [],
        );
        expect(came).toEqual(came.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 60 },
  );
});

test("what could not be transformed is tried again for the next tuple that it meets", () => {
  const sources = [
    { ...source, items: ["j"] },
    { ...source, stream: "t", items: ["j"] },
  ] as const;
  const item = (key: number): Item => ({
    form: "joinable",
    name: "j",
    tag: bytesOf(1),
    parcel: { wrap: none, key: bytesOf(key), body: none },
  });
  const blocks = [
    [blockOf("s", 0, [item(10)]), 0],
    [blockOf("t", 0, [item(20)]), 1],
    [blockOf("t", 1, [item(21)]), 1],
  ] as const;
  let failures = 0;
  const compute = ({ task, inputs }: Work): Outcome =>
    task === "transform" && valueOf(inputs[0] ?? none) === 10 && failures++ === 0 ? [] : inputs;
  const { sent } = run({ kind: "join", sources, within: 9 }, blocks, compute, () => 1);
  expect(sent.map((it) => (it.form === "pairs" ? it.one.head.number : -1))).toEqual([1]);
});
