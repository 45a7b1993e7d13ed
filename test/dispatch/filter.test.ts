/** Filters: what they mean, and that nothing of their authors' is run to find out. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CordonError } from "../../src/errors.ts";
import {
  type CompiledFilter,
  decodeFilter,
  encodeFilter,
  FilterTable,
} from "../../src/dispatch/index.ts";
import { Event, type Part, type Scalar } from "../../src/event/index.ts";
import {
  canFlowTo,
  type Label,
  LabelTable,
  type Tag,
  tagId,
  type TagId,
} from "../../src/label/index.ts";
import { limits } from "../../src/limits.ts";
import type { Filter } from "../../src/unit/index.ts";
import { filter, partData, partNames, satisfies, tags } from "./filter-model.ts";

const labels = new LabelTable();
const secret = labels.of({ secrecy: tags.slice(0, 1) });
const origin = { time: 0, hops: 0, order: "" };

const event = fc
  .array(
    fc.record({
      name: fc.constantFrom(...partNames),
      data: partData,
      label: fc.constantFrom(labels.public, secret),
      privileges: fc.constant(null),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts: Part[]) => new Event(parts, origin));

/** Who may see parts of these labels: nobody sees nothing at all. */
const reader = fc.constantFrom(labels.public, secret);

function visibleParts({ parts }: Event, at: Label): readonly Part[] {
  return parts.filter(({ label }) => canFlowTo(label, at));
}

describe("a compiled filter", () => {
  test("accepts what the filter says, of the parts that are visible", () => {
    fc.assert(
      fc.property(filter, event, reader, (data, it, at) => {
        const compiled = new FilterTable().compile(data);
        const visible = it.visibleAt(at, labels);
        const expected = satisfies(data, visibleParts(it, at));
        expect(compiled.matches(it, visible)).toBe(expected);
        expect(compiled.matches(it, visible), "and says so again").toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("does not answer for one event or one visibility what it knows of another", () => {
    fc.assert(
      fc.property(filter, fc.array(fc.tuple(event, reader), { maxLength: 6 }), (data, asked) => {
        const compiled = new FilterTable().compile(data);
        for (const [it, at] of [...asked, ...asked]) {
          const answer = compiled.matches(it, it.visibleAt(at, labels));
          expect(answer).toBe(satisfies(data, visibleParts(it, at)));
        }
      }),
      { numRuns: 500 },
    );
  });

  const known = new Map<string, Tag>();
  const name = (tag: Tag): TagId => {
    known.set(tagId(tag), tag);
    return tagId(tag);
  };
  const resolve = (id: TagId): Tag => known.get(id) as Tag;
  const crossed = (compiled: CompiledFilter): unknown =>
    JSON.parse(JSON.stringify(encodeFilter(compiled, name)));

  test("comes back from a crossing as the same filter", () => {
    fc.assert(
      fc.property(filter, (data) => {
        const table = new FilterTable();
        const compiled = table.compile(data);
        expect(decodeFilter(crossed(compiled), table, resolve)).toBe(compiled);
        expect(decodeFilter(crossed(compiled), new FilterTable(), resolve).key).toBe(compiled.key);
      }),
      { numRuns: 500 },
    );
  });

  test("crosses whatever it was compiled from, also just within the bounds", () => {
    const { filterNodes, filterValues, valueBytes } = limits;
    const term = (part: string): Filter => ({ part, in: [1] });
    const ones = Array.from({ length: filterNodes - 2 }, (_, i) => term(`t${i}`));
    const size = (filters: readonly Filter[]): number => JSON.stringify(filters).length;
    const largest: Filter[] = [
      { any: [...ones, { part: "long", equals: "x".repeat(valueBytes - size(ones)) }] },
      { part: "many", in: Array.from({ length: filterValues }, (_, i) => i) },
      [1, 2, 3, 4, 5, 6, 7].reduce<Filter>((inner, i) => ({ all: [inner, term(`d${i}`)] }), {
        part: "innermost",
        equals: 1,
      }),
    ];
    for (const data of largest) {
      const compiled = new FilterTable().compile(data);
      expect(decodeFilter(crossed(compiled), new FilterTable(), resolve).key).toBe(compiled.key);
    }
  });

  test.each([
    ["no list", "="],
    ["an unknown kind", ["~", "p"]],
    ["no values", ["=", "p"]],
    ["a part without a name", ["?", ""]],
    ["a part that is no text", ["?", 1]],
    ["a value that is no scalar", ["=", "p", ["a", 1]]],
    ["a bound that is none", ["r", "p", true, false, null, false]],
    ["no bound", ["r", "p", null, false, null, false]],
    ["bounds of two types", ["r", "p", 1, false, "b", false]],
    ["openness that is none", ["r", "p", 1, 0, null, false]],
    ["one filter of all", ["&", ["?", "p"]]],
    ["nothing of any", ["|"]],
    ["too many terms", ["|", ...Array.from({ length: limits.filterNodes }, () => ["?", "p"])]],
    [
      "too many values",
      ["=", "p", ...Array.from({ length: limits.filterValues + 1 }, (_, i) => i)],
    ],
    [
      "too many levels",
      Array.from({ length: limits.filterDepth + 1 }).reduce<unknown>((it) => ["!", it], ["?", "p"]),
    ],
  ])("is refused as WIRE if it comes as %s", (_what, wire) => {
    expect(() => decodeFilter(wire, new FilterTable(), resolve)).toThrow(
      expect.objectContaining({ code: "WIRE" }),
    );
  });

  test("is the same object as another exactly if no event can tell them apart by its text", () => {
    fc.assert(
      fc.property(filter, filter, event, (a, b, it) => {
        const table = new FilterTable();
        const [left, right] = [table.compile(a), table.compile(b)];
        if (left === right) expect(satisfies(a, it.parts)).toBe(satisfies(b, it.parts));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("keys keep apart", () => {
  const pairs: readonly (readonly [Scalar, Scalar])[] = [
    [1, "1"],
    [1, 1n],
    ["1n", 1n],
    [null, "null"],
    [true, "true"],
    [Number.NaN, "NaN"],
    ["a,b", "a"],
    [tags[0] as Scalar, "#1"],
    [tags[0] as Scalar, tags[1] as Scalar],
  ];
  test.each(pairs)("%s and %s", (a, b) => {
    const table = new FilterTable();
    const left = table.compile({ part: "a", equals: a });
    expect(table.compile({ part: "a", equals: b })).not.toBe(left);
    expect(table.compile({ part: "b", equals: a })).not.toBe(left);
    expect(table.compile({ part: "a", equals: a })).toBe(left);
  });

  test("one value of two from two values", () => {
    const table = new FilterTable();
    const joined = table.compile({ part: "a", in: ["x,y"] });
    expect(table.compile({ part: "a", in: ["x", "y"] })).not.toBe(joined);
    expect(table.compile({ part: 'a"="x', equals: "y" })).not.toBe(
      table.compile({ part: "a", equals: 'x"="y' }),
    );
  });

  test("open from closed, and missing bounds from each other", () => {
    const table = new FilterTable();
    const filters = [{ gt: 1 }, { gte: 1 }, { lt: 1 }, { lte: 1 }, { gt: 1, lt: 1 }, { gt: 1n }];
    const compiled = filters.map((bounds) => table.compile({ part: "a", ...bounds }));
    expect(new Set(compiled).size).toBe(filters.length);
  });
});

function codeOf(input: unknown): string {
  try {
    new FilterTable().compile(input);
    return "accepted";
  } catch (error) {
    return error instanceof CordonError ? error.code : String(error);
  }
}

function nested(depth: number): unknown {
  let it: unknown = { part: "a", present: true };
  for (let i = 0; i < depth; i++) it = { not: it };
  return it;
}

const leaf = { part: "a", equals: 1 };

describe("refused", () => {
  test.each<readonly [string, string, unknown]>([
    ["FILTER_EMPTY", "nothing", {}],
    ["FILTER_EMPTY", "a name that is none", { part: "", equals: 1 }],
    ["FILTER_EMPTY", "a name that is no text", { part: 1, equals: 1 }],
    ["FILTER_EMPTY", "all of none", { all: [] }],
    ["FILTER_EMPTY", "any of none", { any: [] }],
    ["FILTER_FORM", "text", "a"],
    ["FILTER_FORM", "null", null],
    ["FILTER_FORM", "a list", [leaf]],
    ["FILTER_FORM", "a tag", tags[0]],
    ["FILTER_FORM", "bytes", new Uint8Array(2)],
    ["FILTER_FORM", "an unknown term", { some: [leaf] }],
    ["FILTER_FORM", "two terms in one", { all: [leaf], any: [leaf] }],
    ["FILTER_FORM", "a name alone", { part: "a" }],
    ["FILTER_FORM", "a name that no part has", { part: "a".repeat(65), present: true }],
    ["FILTER_FORM", "two tests in one", { part: "a", equals: 1, in: [1] }],
    ["FILTER_FORM", "an unknown test", { part: "a", like: "x" }],
    ["FILTER_FORM", "a test and a bound", { part: "a", equals: 1, gt: 1 }],
    ["FILTER_FORM", "two lower bounds", { part: "a", gt: 1, gte: 1 }],
    ["FILTER_FORM", "two upper bounds", { part: "a", lt: 1, lte: 1 }],
    ["FILTER_FORM", "bounds of two types", { part: "a", gt: 1, lt: 1n }],
    ["FILTER_FORM", "a bound that is NaN", { part: "a", gt: Number.NaN }],
    ["FILTER_FORM", "a bound without order", { part: "a", gt: true }],
    ["FILTER_FORM", "presence that is false", { part: "a", present: false }],
    ["FILTER_FORM", "a record to compare", { part: "a", equals: { x: 1 } }],
    ["FILTER_FORM", "a list to compare", { part: "a", equals: [1] }],
    ["FILTER_FORM", "in nothing", { part: "a", in: [] }],
    ["FILTER_FORM", "in one value", { part: "a", in: 1 }],
    ["FILTER_FORM", "not of a list", { not: [leaf] }],
    ["FILTER_FORM", "all of one", { all: leaf }],
    ["FILTER_SIZE", "too deep", nested(limits.filterDepth + 1)],
    ["FILTER_SIZE", "too many terms", { any: Array(limits.filterNodes).fill(leaf) }],
    ["VALUE_SIZE", "too many values", { part: "a", in: Array(limits.valueNodes).fill(1) }],
    ["VALUE_KIND", "undefined", undefined],
    ["VALUE_KIND", "a function", { part: "a", equals: () => 1 }],
    [
      "VALUE_ACCESSOR",
      "a getter",
      {
        get part() {
          return "a";
        },
        equals: 1,
      },
    ],
    ["VALUE_PROTOTYPE", "an instance", { all: [new Map()] }],
  ])("%s: %s", (code, _, input) => expect(codeOf(input)).toBe(code));

  test("nothing that is just within the bounds", () => {
    expect(codeOf(nested(limits.filterDepth))).toBe("accepted");
    expect(codeOf({ any: Array(limits.filterNodes - 1).fill(leaf) })).toBe("accepted");
  });
});

describe("sweep", () => {
  test("forgets what is not live and keeps what is, with the filters in it", () => {
    const table = new FilterTable();
    const live = table.compile({ all: [{ not: leaf }, { part: "b", gt: 1 }] });
    const gone: CompiledFilter = table.compile({ part: "c", present: true });
    const before = table.size;
    table.sweep([live]);
    expect(table.size).toBe(before - 1);
    expect(table.compile({ all: [{ not: leaf }, { part: "b", gt: 1 }] })).toBe(live);
    expect(table.compile({ part: "c", present: true })).not.toBe(gone);
  });
});
