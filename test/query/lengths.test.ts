/** What lengths tell: nothing of values, but in which of four sizes a free text is. */

import { performance } from "node:perf_hooks";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Field, type FieldValue, newSharedKey, type Schema } from "../../src/crypto/index.ts";
import { CellBodies } from "../../src/query/bodies.ts";
import { cellsOf, textCellOf, textCells } from "../../src/query/cells.ts";
import { Cloud, type Granularity, Owner, type Query, User } from "../../src/query/index.ts";
import { codeOf } from "./roles.ts";

const text = fc
  .string({ maxLength: 80, unit: "grapheme" })
  .map((it) => it.normalize("NFC").slice(0, 200))
  .filter((it) => it.isWellFormed() && it.normalize("NFC") === it);

const bound = fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.maxSafeInteger());

const integerField = fc
  .tuple(bound, bound, fc.subarray([3, 7, 101]))
  .map(([a, b, moduli]) => ({ min: Math.min(a, b), max: Math.max(a, b), moduli }))
  .filter(({ min, max }) => min < max && Number.isSafeInteger(max - min))
  .map((it): Field => ({ kind: "integer", ...it }));

const listedField = fc
  .uniqueArray(text, { minLength: 1, maxLength: 5 })
  .map((values): Field => ({ kind: "text", values }));

const field = fc.oneof(integerField, listedField, fc.constant<Field>({ kind: "text" }));

function valueOf(it: Field): fc.Arbitrary<FieldValue> {
  if (it.kind === "integer") return fc.integer({ min: it.min, max: it.max });
  return it.values === undefined ? text : fc.constantFrom(...it.values);
}

const names = ["a", "b", "__proto__", "constructor"];

interface Two {
  readonly schema: Schema;
  readonly filterable: readonly string[];
  readonly tuples: readonly [Row, Row];
}

type Row = { readonly [name: string]: FieldValue };

const two = fc
  .tuple(
    fc.array(field, { minLength: 1, maxLength: names.length }),
    fc.subarray(names, { maxLength: 2 }),
  )
  .chain(([fields, filterable]) => {
    const entries = fields.map((it, i) => [names[i] as string, it] as const);
    const schema: Schema = { owner: "alice", stream: "s", fields: Object.fromEntries(entries) };
    const row = fc
      .tuple(...entries.map(([, it]) => valueOf(it)))
      .map((values): Row => Object.fromEntries(values.map((it, i) => [names[i] as string, it])));
    return fc.record({
      schema: fc.constant(schema),
      filterable: fc.constant(filterable.filter((it) => Object.hasOwn(schema.fields, it))),
      tuples: fc.tuple(row, row),
    });
  });

/** Texts whose cells have other lengths are replaced: the lengths of all others are to be the same. */
function alike({ schema, tuples: [first, second] }: Two): readonly [Row, Row] {
  const other = Object.entries(second).map(([name, value]) => {
    const it = schema.fields[name];
    const own = first[name] as FieldValue;
    const size = (of: FieldValue) => textCellOf(Buffer.byteLength(String(of)));
    const isApart = it?.kind === "text" && it.values === undefined && size(own) !== size(value);
    return [name, isApart ? own : value] as const;
  });
  return [first, Object.fromEntries(other)];
}

function lengthsOf(owner: Owner, cloud: Cloud, tuple: Row): readonly (readonly number[])[] {
  const blocks = owner.encrypt([tuple]);
  const results = blocks.flatMap((block) => cloud.push(block));
  return [blocks.map(({ length }) => length), results.map(({ bytes }) => bytes.length)];
}

describe.each<Granularity>(["per-tuple", "per-epoch"])("%s", (granularity) => {
  test("any two tuples of a schema come to blocks of the same length, and to results", () => {
    fc.assert(
      fc.property(two, (it) => {
        const { schema, filterable } = it;
        const [first, second] = alike(it);
        const from = { owner: schema.owner, stream: schema.stream };
        const cloud = new Cloud();
        const lengths = [first, second].map((tuple) => {
          const owner = new Owner({ schema, filterable, granularity });
          const query: Query = { ...from, user: "a", map: Object.keys(schema.fields) };
          cloud.register(owner.grant(query).forCloud);
          return lengthsOf(owner, cloud, tuple);
        });
        expect(lengths[0]?.[0]).toEqual(lengths[1]?.[0]);
        // Of results the values of filterable fields, which everybody may read, make up a part.
        if (filterable.length === 0) expect(lengths[0]).toEqual(lengths[1]);
      }),
      { numRuns: 8 },
    );
  });

  test("and so they do to be joined", () => {
    fc.assert(
      fc.property(two, (it) => {
        const { schema, filterable } = it;
        const [first, second] = alike(it);
        const on = Object.keys(schema.fields)[0] as string;
        const other = { ...schema, stream: "t" };
        const owner = new Owner({ schema, filterable, granularity });
        const join = { with: { owner: "alice", stream: "t" }, on, within: 9 };
        const query: Query = { owner: "alice", stream: "s", user: "a", join };
        owner.grant(query, { other, sharedKey: newSharedKey() });
        const lengths = [first, second].map((tuple) =>
          owner.encrypt([tuple]).map(({ length }) => length),
        );
        expect(lengths[0]).toEqual(lengths[1]);
      }),
      { numRuns: 8 },
    );
  });
});

test("sums of windows have one length", () => {
  const schema: Schema = {
    owner: "alice",
    stream: "s",
    fields: { x: { kind: "integer", min: -1_000_000, max: 1_000_000 } },
  };
  for (const method of ["agg1", "agg2", "agg3"] as const) {
    const owner = new Owner({ schema });
    const aggregate = { function: "sum", field: "x", over: 2, method } as const;
    owner.grant({ owner: "alice", stream: "s", user: "a", aggregate });
    const lengths = [0, 1, -1_000_000, 1_000_000].map((x) =>
      owner.encrypt([{ x }, { x }]).map(({ length }) => length),
    );
    for (const each of lengths) expect(each).toEqual(lengths[0]);
  }
});

test("every value comes back from its cell, which is as long as any", () => {
  fc.assert(
    fc.property(
      field.chain((it) => fc.tuple(fc.constant(it), fc.array(valueOf(it)))),
      ([it, values]) => {
        const bodies = new CellBodies({ owner: "a", stream: "b", fields: { x: it } });
        const bytes = bodies.writeColumn("x", values);
        expect(bodies.column("x", bytes, values.length)).toEqual(values);
        const cells = cellsOf(it);
        const sizes = new Set(values.map((value) => cells.sizeOf(value)));
        const isFree = it.kind === "text" && it.values === undefined;
        if (!isFree && values.length > 0) expect([...sizes]).toEqual([cells.longest]);
        for (const size of sizes) if (isFree) expect(textCells).toContain(size);
        if (values.length === 0) return;
        for (const wrong of [bytes.subarray(1), new Uint8Array([...bytes, 0])]) {
          expect(codeOf(() => bodies.column("x", wrong, values.length))).toBe("ENCODING");
        }
      },
    ),
    { numRuns: 200 },
  );
});

test.each<[string, Field, readonly number[]]>([
  ["an integer beyond its field", { kind: "integer", min: 0, max: 200 }, [201]],
  ["a place beyond the list", { kind: "text", values: ["a", "b"] }, [2]],
  ["a text behind its end", { kind: "text" }, [0, 1, 65, 66, ...new Array<number>(28).fill(0)]],
  ["a text that is none", { kind: "text" }, [0, 1, 255, ...new Array<number>(29).fill(0)]],
  ["a text longer than there are", { kind: "text" }, [255, 255]],
  ["a text that breaks off", { kind: "text" }, [0, 9]],
])("%s is refused", (_what, it, bytes) => {
  const bodies = new CellBodies({ owner: "a", stream: "b", fields: { x: it } });
  expect(codeOf(() => bodies.column("x", Uint8Array.from(bytes), 1))).toBe("ENCODING");
});

test("the longest text there may be", () => {
  const schema: Schema = { owner: "alice", stream: "s", fields: { note: { kind: "text" } } };
  const owner = new Owner({ schema });
  const { forCloud, forUser } = owner.grant({
    owner: "alice",
    stream: "s",
    user: "a",
    map: ["note"],
  });
  const cloud = new Cloud();
  cloud.register(forCloud);
  const user = new User(forUser);
  const notes = ["", "\uffff".repeat(256), "x".repeat(256), "é", "\u{1f600}".repeat(128)];
  const rows = notes.flatMap((note) =>
    owner
      .encrypt([{ note }])
      .flatMap((block) => cloud.push(block))
      .flatMap(({ bytes }) => user.read(bytes)),
  );
  expect(rows).toEqual(notes.map((note) => ({ note })));
});

test("writing and reading take time for each value, not for all of them at each", () => {
  const bodies = new CellBodies({
    owner: "a",
    stream: "b",
    fields: { x: { kind: "integer", min: 0, max: 9_999 }, t: { kind: "text" } },
  });
  const msOf = (count: number): number => {
    const begin = performance.now();
    for (const [name, value] of [
      ["x", 77],
      ["t", "note"],
    ] as const) {
      const values = Array.from({ length: count }, () => value);
      bodies.column(name, bodies.writeColumn(name, values), count);
    }
    return performance.now() - begin;
  };
  msOf(16_000);
  const least = (count: number) => Math.min(...Array.from({ length: 5 }, () => msOf(count)));
  expect(least(64_000)).toBeLessThan(12 * least(16_000) + 5);
});
