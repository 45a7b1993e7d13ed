/** Interned labels: the same label is the same object, and what is remembered of it stays true. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canFlowTo, type Label, LabelTable } from "../../src/label/index.ts";
import { labelSpec, makeTags, tags } from "./arbitraries.ts";

test("interning: the same sets in any order and number are the same object", () => {
  fc.assert(
    fc.property(labelSpec, fc.nat(), (spec, turn) => {
      const table = new LabelTable();
      const turned = <T>(list: Iterable<T>): T[] => {
        const items = [...list];
        const at = items.length === 0 ? 0 : turn % items.length;
        return [...items.slice(at), ...items.slice(0, at), ...items];
      };
      const other = { secrecy: turned(spec.secrecy), integrity: turned(spec.integrity) };
      expect(table.of(other)).toBe(table.of(spec));
    }),
  );
});

test("interning: different labels have different objects and indexes", () => {
  fc.assert(
    fc.property(fc.array(labelSpec, { maxLength: 20, size: "max" }), (specs) => {
      const table = new LabelTable();
      const labels = new Set(specs.map((spec) => table.of(spec)));
      labels.add(table.public);
      expect(new Set([...labels].map(({ index }) => index)).size).toBe(labels.size);
      expect(table.size).toBe(labels.size);
    }),
  );
});

test("interning: secrecy is never taken for integrity", () => {
  const table = new LabelTable();
  const [a] = tags;
  if (a === undefined) throw new Error("no tag");
  expect(table.of({ secrecy: [a] })).not.toBe(table.of({ integrity: [a] }));
});

type Step =
  | { readonly kind: "intern" | "fanOut"; readonly at: number }
  | { readonly kind: "sweep"; readonly keep: readonly number[] };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom("intern" as const, "fanOut" as const), at: fc.nat(99) }),
    fc.record({ kind: fc.constant("sweep" as const), keep: fc.array(fc.nat(99)) }),
  ),
  { maxLength: 30, size: "max" },
);

/** Does to a table what the steps say; what was swept away is interned anew when it is next needed. */
class Play {
  readonly table: LabelTable = new LabelTable();
  readonly #specs: readonly Parameters<LabelTable["of"]>[0][];

  constructor(specs: readonly Parameters<LabelTable["of"]>[0][]) {
    this.#specs = specs;
  }

  label(at: number): Label {
    return this.table.of(this.#specs[at % this.#specs.length] ?? {});
  }

  step(step: Step): void {
    if (step.kind === "sweep") this.table.sweep(step.keep.map((at) => this.label(at)));
    else if (step.kind === "fanOut") this.table.fanOut(this.label(step.at));
    else this.label(step.at);
  }

  /** Twice: the second time answers come from memory. */
  expectRemembersRightly(): void {
    for (let i = 0; i < 2 * this.#specs.length; i++) {
      for (let j = 0; j < this.#specs.length; j++) {
        const [a, b] = [this.label(i), this.label(j)];
        if (this.table.canFlow(a, b) !== canFlowTo(a, b)) {
          expect.fail(`the remembered flow of ${i} to ${j} is not the computed one`);
        }
      }
    }
  }
}

describe("remembered flows", () => {
  test("equal the computed ones after any interning, fanning out and sweeping", () => {
    fc.assert(
      fc.property(
        fc.array(labelSpec, { minLength: 1, maxLength: 12, size: "max" }),
        steps,
        (specs, list) => {
          const play = new Play(specs);
          for (const step of list) {
            play.step(step);
            play.expectRemembersRightly();
          }
        },
      ),
    );
  });

  test("equal the computed ones when the table outgrows what was set aside for them", () => {
    const table = new LabelTable();
    const many = makeTags(200);
    const low = table.of({ secrecy: many.slice(0, 1) });
    table.fanOut(low);
    for (const [i] of many.entries()) {
      const high = table.of({ secrecy: many.slice(0, i + 1) });
      const aside = table.of({ secrecy: many.slice(i, i + 1) });
      expect(table.canFlow(low, high)).toBe(true);
      expect(table.canFlow(low, aside)).toBe(i === 0);
    }
  });

  test("a label that was swept away still flows as its sets say", () => {
    fc.assert(
      fc.property(labelSpec, labelSpec, (specA, specB) => {
        const table = new LabelTable();
        const gone = table.of(specA);
        table.fanOut(gone);
        const live = table.of(specB);
        table.canFlow(gone, live);
        table.sweep([live]);
        expect(table.canFlow(gone, live)).toBe(canFlowTo(gone, live));
      }),
    );
  });
});

describe("sweep", () => {
  test("keeps what is live as the same object, and the public label", () => {
    const table = new LabelTable();
    const kept = table.of({ secrecy: tags.slice(0, 2) });
    const gone = table.of({ secrecy: tags.slice(2, 4) });
    table.sweep([kept]);
    expect(table.size).toBe(2);
    expect(table.of({ secrecy: tags.slice(0, 2) })).toBe(kept);
    expect(table.of({ secrecy: tags.slice(2, 4) })).not.toBe(gone);
    expect(table.of({})).toBe(table.public);
  });

  test("renumbers without gaps or collisions", () => {
    const table = new LabelTable();
    const labels = tags.map((tag) => table.of({ secrecy: [tag] }));
    table.sweep(labels.slice(3));
    const fresh = table.of({ secrecy: tags });
    const indexes = [table.public, ...labels.slice(3), fresh].map(({ index }) => index);
    expect(indexes.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
  });
});
