/** The label lattice (DEFCON, section 3.1.1): "can flow to" is a partial order, mixing its join. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canFlowTo, type Label, LabelTable } from "../../src/label/index.ts";
import { labelSpec } from "./arbitraries.ts";

const table = new LabelTable();
const label: fc.Arbitrary<Label> = labelSpec.map((spec) => table.of(spec));

function includesAll(a: Iterable<unknown>, b: Iterable<unknown>): boolean {
  const within = new Set(a);
  return [...b].every((item) => within.has(item));
}

describe("can-flow-to", () => {
  test("is Sa ⊆ Sb and Ia ⊇ Ib", () => {
    fc.assert(
      fc.property(label, label, (a, b) => {
        const flows = includesAll(b.secrecy, a.secrecy) && includesAll(a.integrity, b.integrity);
        expect(canFlowTo(a, b)).toBe(flows);
        expect(table.canFlow(a, b)).toBe(flows);
      }),
    );
  });

  test("is reflexive", () => {
    fc.assert(fc.property(label, (a) => canFlowTo(a, a)));
  });

  test("is antisymmetric: labels that flow both ways are one label", () => {
    fc.assert(
      fc.property(label, label, (a, b) => !(canFlowTo(a, b) && canFlowTo(b, a)) || a === b),
    );
  });

  test("is transitive", () => {
    fc.assert(
      fc.property(label, label, label, (a, b, c) => {
        const up = table.join(a, b);
        const top = table.join(up, c);
        expect(canFlowTo(a, top)).toBe(true);
        if (canFlowTo(a, b) && canFlowTo(b, c)) expect(canFlowTo(a, c)).toBe(true);
      }),
    );
  });
});

describe("join", () => {
  test("is (Sa ∪ Sb, Ia ∩ Ib)", () => {
    fc.assert(
      fc.property(label, label, (a, b) => {
        const joined = table.join(a, b);
        expect(new Set(joined.secrecy)).toEqual(new Set([...a.secrecy, ...b.secrecy]));
        expect(new Set(joined.integrity)).toEqual(
          new Set(a.integrity).intersection(new Set(b.integrity)),
        );
      }),
    );
  });

  test("is an upper bound", () => {
    fc.assert(
      fc.property(label, label, (a, b) => {
        const joined = table.join(a, b);
        return canFlowTo(a, joined) && canFlowTo(b, joined);
      }),
    );
  });

  test("is the least of the upper bounds", () => {
    fc.assert(
      fc.property(label, label, label, (a, b, c) => {
        const bound = table.join(table.join(a, b), c);
        expect(canFlowTo(table.join(a, b), bound)).toBe(true);
        if (canFlowTo(a, c) && canFlowTo(b, c)) expect(canFlowTo(table.join(a, b), c)).toBe(true);
      }),
    );
  });

  test("is commutative, associative and idempotent", () => {
    fc.assert(
      fc.property(label, label, label, (a, b, c) => {
        expect(table.join(a, b)).toBe(table.join(b, a));
        expect(table.join(table.join(a, b), c)).toBe(table.join(a, table.join(b, c)));
        expect(table.join(a, a)).toBe(a);
      }),
    );
  });

  test("decides flow: a ⊑ b iff a ⊔ b = b", () => {
    fc.assert(fc.property(label, label, (a, b) => canFlowTo(a, b) === (table.join(a, b) === b)));
  });

  test("with the public label takes away all integrity and no secrecy", () => {
    fc.assert(
      fc.property(label, (a) => {
        const joined = table.join(a, table.public);
        expect(joined.secrecy).toEqual(a.secrecy);
        expect(joined.integrity).toEqual([]);
      }),
    );
  });
});
