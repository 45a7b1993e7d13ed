/** Views: what a program sees of an event, and nothing besides. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Event, EventView, type Part, viewSource, type Visibility } from "../../src/event/index.ts";
import { canFlowTo, type Label, LabelTable, type Tag } from "../../src/label/index.ts";
import { makeTags } from "../label/arbitraries.ts";
import { tags } from "./values.ts";

const table = new LabelTable();
const origin = { time: 0, hops: 0, order: "" };

const label = fc
  .record({ secrecy: fc.subarray([...tags]), integrity: fc.subarray([...tags]) })
  .map((spec) => table.of(spec));
const part: fc.Arbitrary<Part> = fc.record({
  name: fc.constantFrom("a", "b", "c", "constructor", "toString", "length"),
  data: fc.nat(),
  label,
  privileges: fc.constant(null),
});
const event = fc
  .array(part, { minLength: 1, maxLength: 30, size: "max" })
  .map((parts) => new Event(parts, origin));

/** What the design says: the first visible part of each name, in the order of the parts. */
function expectedView({ parts }: Event, isVisible: (part: Part) => boolean): [string, unknown][] {
  const first = new Map<string, unknown>();
  for (const it of parts) if (isVisible(it) && !first.has(it.name)) first.set(it.name, it.data);
  return [...first];
}

describe("visibility", () => {
  test("is exactly of the parts whose label can flow to the input label", () => {
    fc.assert(
      fc.property(event, label, fc.boolean(), (it, at, remembers) => {
        if (remembers) for (const of of it.labels) table.fanOut(of);
        const apart = new Event(
          it.parts.map((part, i) => ({ ...part, name: `${i}` })),
          origin,
        );
        const shown = Object.keys(apart.view(apart.visibleAt(at, table)));
        const expected = [...it.parts.keys()].filter((i) =>
          canFlowTo(it.parts[i]?.label as Label, at),
        );
        expect(shown).toEqual(expected.map(String));
      }),
    );
  });

  test("of everything is what a label above all of them sees", () => {
    fc.assert(
      fc.property(event, (it) => {
        const top = it.labels.reduce((a, b) => table.join(a, b));
        expect(it.visibleAt(top, table)).toBe(it.all);
      }),
    );
  });

  test.each([1, 29, 30, 31, 32, 33, 64])("tells %i labels in one event apart", (count) => {
    const own = makeTags(count);
    const parts = own.map((tag, i): Part => ({
      name: `p${i}`,
      data: i,
      label: table.of({ secrecy: [tag] }),
      privileges: null,
    }));
    const it = new Event(parts, origin);
    const seenBy = (...secrecy: readonly Tag[]) =>
      Object.keys(it.view(it.visibleAt(table.of({ secrecy }), table)));
    for (const [i, tag] of own.entries()) expect(seenBy(tag)).toEqual([`p${i}`]);
    expect(seenBy(...own)).toHaveLength(count);
    expect(seenBy(...own.slice(0, -1))).toHaveLength(count - 1);
    expect(it.visibleAt(table.of({ secrecy: own }), table)).toBe(it.all);
    expect(it.visibleAt(table.public, table)).toBe(0);
  });
});

describe("a view", () => {
  test("shows only visible parts, the first of each name, in order", () => {
    fc.assert(
      fc.property(event, label, (it, at) => {
        const view = it.view(it.visibleAt(at, table));
        expect(Object.entries(view)).toEqual(
          expectedView(it, (shown) => canFlowTo(shown.label, at)),
        );
      }),
    );
  });

  test("is one object for everybody who sees the same", () => {
    fc.assert(
      fc.property(event, label, label, (it, a, b) => {
        const [seenA, seenB] = [it.visibleAt(a, table), it.visibleAt(b, table)];
        expect(it.view(seenA) === it.view(seenB)).toBe(seenA === seenB);
      }),
    );
  });

  test("is frozen, inherits nothing and shows no field of ours", () => {
    const it = new Event([{ name: "a", data: 1, label: table.public, privileges: null }], origin);
    const view = it.view(it.all);
    expect(Object.isFrozen(view)).toBe(true);
    expect(Reflect.ownKeys(view)).toEqual(["a"]);
    for (const name of ["constructor", "toString", "hasOwnProperty", "__proto__", "parts"]) {
      expect(name in view).toBe(false);
    }
    const prototype: unknown = Object.getPrototypeOf(view);
    expect(Object.isFrozen(prototype)).toBe(true);
    expect(Reflect.ownKeys(prototype as object)).toEqual([]);
    expect(Object.getPrototypeOf(prototype)).toBeNull();
  });

  test("is known by its own event; no look-alike is a view", () => {
    const it = new Event([{ name: "a", data: 1, label: table.public, privileges: null }], origin);
    const view = it.view(it.all);
    expect(EventView.is(view)).toBe(true);
    expect(viewSource(view)).toBe(it);
    for (const other of [{ ...view }, Object.create(view), null, "view", it]) {
      expect(EventView.is(other)).toBe(false);
    }
  });

  test("of nothing is empty", () => {
    fc.assert(
      fc.property(event, (it) => {
        const nothing: Visibility = 0;
        expect(Object.keys(it.view(nothing))).toEqual([]);
      }),
    );
  });
});
