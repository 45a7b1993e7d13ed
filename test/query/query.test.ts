/** Continuous queries: written in two ways, checked, and printed back. */

import { describe, expect, test } from "vitest";
import type { Schema } from "../../src/crypto/index.ts";
import { QueryBuilder } from "../../src/query/builder.ts";
import { checkQuery, describeQuery, type Query, readQuery } from "../../src/query/query.ts";

const vitals: Schema = {
  owner: "alice",
  stream: "vitals",
  fields: {
    rtime: { kind: "integer", min: 0, max: 1_000_000 },
    name: { kind: "text" },
    hr: { kind: "integer", min: 0, max: 255 },
    bp: { kind: "integer", min: 0, max: 255 },
  },
};
const fitness: Schema = {
  owner: "alice",
  stream: "fitness",
  fields: {
    rtime: { kind: "integer", min: 0, max: 1_000_000 },
    name: { kind: "integer", min: 0, max: 1 },
    calories: { kind: "integer", min: 0, max: 9_999 },
  },
};
const from = QueryBuilder.from(vitals);

const queries: readonly (readonly [Query, string])[] = [
  [from.map("hr").for("friend"), "hr, for friend"],
  [from.map("hr", "bp", "name").for("friend"), "hr, bp and name, for friend"],
  [from.where("hr >= 120").for("friend"), "all of vitals where hr >= 120, for friend"],
  [
    from.map("bp").where("hr in 60..80 or bp > 140").for("friend"),
    "bp where hr in 60..80 or bp > 140, for friend",
  ],
  [from.average("hr", { over: 60 }).for("friend"), "average of hr over 60 tuples, for friend"],
  [
    from.sum("bp", { over: 10, method: "agg3" }).for("insurer"),
    "sum of bp over 10 tuples, for insurer",
  ],
  [
    from.average("hr", { over: 60 }).where("bp < 90").for("friend"),
    "average of hr over 60 tuples where bp < 90, for friend",
  ],
  [
    from.join(fitness, { on: "rtime" }).for("institute"),
    "vitals joined with fitness on rtime, for institute",
  ],
  [
    from.where("hr > 100").join(fitness, { on: "rtime" }).for("institute"),
    "vitals joined with fitness on rtime where hr > 100, for institute",
  ],
];

test.each(queries)("%j", (query, sentence) => {
  expect(describeQuery(query)).toBe(sentence);
  const read = readQuery(JSON.parse(JSON.stringify(query)));
  expect(read).toEqual(query);
  expect(() => {
    checkQuery(read, vitals, fitness);
  }).not.toThrow();
});

test("a condition as text is read as one", () => {
  const data = { owner: "alice", stream: "vitals", user: "friend", where: "hr >= 120" };
  expect(readQuery(data)).toEqual(from.where("hr >= 120").for("friend"));
});

test("a builder can be gone on from twice", () => {
  const filtered = from.where("hr >= 120");
  expect(filtered.map("hr").for("a").map).toEqual(["hr"]);
  expect(filtered.map("bp").for("b").map).toEqual(["bp"]);
  expect(filtered.for("c").map).toBeUndefined();
});

describe("refused", () => {
  const data = { owner: "alice", stream: "vitals", user: "friend" };

  test.each([
    ["nothing", () => from.for("friend"), "QUERY", /asks for nothing/],
    ["nobody", () => from.map("hr").for(""), "QUERY", /for somebody/],
    [
      "an unknown field",
      () => from.map("pulse").for("a"),
      "QUERY_FIELD",
      /no field pulse; it has rtime/,
    ],
    ["a field twice", () => from.map("hr", "hr").for("a"), "QUERY", /each field once/],
    ["no field", () => from.map().for("a"), "QUERY", /one field at least/],
    ["a condition of an unknown field", () => from.where("x = 1").for("a"), "POLICY_FIELD", /x/],
    ["a condition that cannot be read", () => from.where("hr >"), "POLICY_SYNTAX", /character 5/],
    [
      "two conditions",
      () => from.where("hr > 1").where("hr < 5"),
      "QUERY",
      /where was said before/,
    ],
    ["a sum of texts", () => from.sum("name", { over: 2 }).for("a"), "QUERY_FIELD", /is a text/],
    ["a window of one", () => from.sum("hr", { over: 1 }), "QUERY", /2 tuples or more/],
    ["a window of half a tuple", () => from.sum("hr", { over: 2.5 }), "QUERY", /2 tuples or more/],
    [
      "an aggregate of a map",
      () => from.map("hr").sum("hr", { over: 2 }).for("a"),
      "QUERY",
      /goes with where alone/,
    ],
    [
      "a condition that breaks masks",
      () => from.where("hr > 1").sum("hr", { over: 2, method: "agg1" }).for("a"),
      "QUERY",
      /agg2 only/,
    ],
    [
      "a map of a join",
      () => from.map("hr").join(fitness, { on: "rtime" }).for("a"),
      "QUERY",
      /leave map out/,
    ],
    [
      "a join on what one does not have",
      () => from.join(fitness, { on: "hr" }).for("a"),
      "QUERY_FIELD",
      /fitness has no field hr/,
    ],
    [
      "a join of texts and integers",
      () => from.join(fitness, { on: "name" }).for("a"),
      "QUERY_FIELD",
      /nothing would be equal/,
    ],
    ["data that is none", () => readQuery([]), "QUERY", /expected object/],
    ["data with a misspelt part", () => readQuery({ ...data, filter: 1 }), "QUERY", /filter/],
    [
      "data with a wrong window",
      () =>
        readQuery({
          ...data,
          aggregate: { function: "sum", field: "hr", over: 1, method: "agg1" },
        }),
      "QUERY",
      /aggregate\.over/,
    ],
    [
      "data with a malformed condition",
      () => readQuery({ ...data, where: { field: "hr", is: "~", value: 1 } }),
      "POLICY_DATA",
      /is/,
    ],
    [
      "the schema of another stream",
      () => {
        checkQuery(from.map("hr").for("a"), fitness);
      },
      "QUERY",
      /alice's vitals, and the schema of alice's fitness/,
    ],
    [
      "a join without the other schema",
      () => {
        checkQuery(from.join(fitness, { on: "rtime" }).for("a"), vitals);
      },
      "QUERY",
      /takes the schema of alice's fitness/,
    ],
  ] as const)("%s", (_what, ask, code, problem) => {
    expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringMatching(problem) }));
  });
});
