/** Well-formed reports that say what the cell cannot have done, and values beyond every bound. */

import type { Answer, Crossing } from "./fake-cell.ts";

type Tuple = readonly unknown[];
type Table = Readonly<Record<string, Answer>>;

const deep = (levels: number): unknown =>
  Array.from({ length: levels }).reduce((value) => ["a", value], 1);

/** Answers once with these reports. */
function reports(make: (crossing: Crossing) => readonly Tuple[]): Answer {
  return (crossing) => crossing.answer(...make(crossing));
}

function part(make: (crossing: Crossing) => Tuple): Answer {
  return reports((crossing) => [crossing.event(make(crossing))]);
}

function data(value: unknown): Answer {
  return part(() => ["data", value, 0, []]);
}

function caused(cause: unknown): Answer {
  return reports((crossing) => {
    const event = [...crossing.event()];
    event[3] = cause;
    return [event];
  });
}

function parts(make: (crossing: Crossing) => unknown): Answer {
  return reports((crossing) => {
    const event = [...crossing.event()];
    event[4] = make(crossing);
    return [event];
  });
}

export const oversizeEvents: Table = {
  "a text that is too long": data("x".repeat(70_000)),
  "texts that are too long together": data(["a", "x".repeat(40_000), "y".repeat(40_000)]),
  "a list that is too long": data(["a", ...Array.from({ length: 5_000 }, () => 1)]),
  "a list that is too deep": data(deep(40)),
  "a record without a value": data(["r", "key"]),
  "a record whose key is no text": data(["r", 1, 1]),
  "a bigint that is too long": data(["i", "f".repeat(200_000)]),
  "a bigint that is none": data(["i", "0x"]),
  "bytes that are half": data(["b", "abc"]),
  "bytes that are too many": data(["b", "00".repeat(70_000)]),
  "a number that is none": data(["n", "1"]),
  "a value of an unknown kind": data(["f", "() => 1"]),
  "an object": data({ toString: 1 }),
  "a tag that is none": data(["t", "secret"]),
  "a tag that nobody has made": data(["t", "f".repeat(32)]),
  "a part without a name": part(() => ["", 1, 0, []]),
  "a part with a long name": part(() => ["n".repeat(65), 1, 0, []]),
  "a part called __proto__": part(() => ["__proto__", 1, 0, []]),
  "a label that is not there": part(() => ["data", 1, 1, []]),
  "a label before the first": part(() => ["data", 1, -1, []]),
  "a label between two": part(() => ["data", 1, 0.5, []]),
  "a label named after what lists inherit": part(() => ["data", 1, "length", []]),
  "too many privileges": part((crossing) => [
    "data",
    1,
    0,
    Array.from({ length: 17 }, () => ["t+", crossing.tag("delegable"), 1, 0, 0]),
  ]),
  "too many parts": parts((crossing) => [
    [crossing.confined()],
    Array.from({ length: 2_049 }, (_, i) => [`p${i}`, 1, 0, []]),
  ]),
  "too many labels": parts((crossing) => [
    Array.from({ length: 2_049 }, () => crossing.confined()),
    [["data", 1, 0, []]],
  ]),
  "a label of too many tags": reports((crossing) => [
    crossing.event(undefined, [Array.from({ length: 1_025 }, () => crossing.tag("confined")), []]),
  ]),
  "an order that is too long": caused(["~".repeat(70_000), 0, 1]),
  "half a generation": caused(["~", 0, 1.5]),
  "generations below none": caused(["~", 0, -1]),
  "an event from the future": caused(["~", 1e9, 1]),
  "an event from no time": caused(["~", null, 1]),
};

function grant(name: string, privilege: string, ...limits: Tuple): Answer {
  return part((crossing) => ["data", 1, 0, [[privilege, crossing.tag(name), ...limits]]]);
}

export const forgedEvents: Table = {
  "an event that is not confined": reports((crossing) => [crossing.event(undefined, [[], []])]),
  "an event with another secrecy": reports((crossing) => [
    crossing.event(undefined, [[crossing.tag("secret")], []]),
  ]),
  "an event that somebody else vouches for": reports((crossing) => [
    crossing.event(undefined, [[crossing.tag("confined")], [crossing.tag("vouched")]]),
  ]),
  "an event vouched for with what it may delegate the removal of": reports((crossing) => [
    crossing.event(undefined, [[crossing.tag("confined")], [crossing.tag("secret")]]),
  ]),
  "one part of several that is not confined": parts((crossing) => [
    [crossing.confined(), [[], []]],
    [
      ["a", 1, 0, []],
      ["b", 2, 1, []],
    ],
  ]),
  "a privilege that is not its own": grant("secret", "t-", null, 0, 0),
  "a privilege that it may only use": grant("usable", "t+", 10, 0, 0),
  "the other half of what it may delegate": grant("delegable", "t-", 10, 0, 0),
  "a privilege for ever": grant("delegable", "t+", null, 0, 0),
  "a privilege longer than its own": grant("delegable", "t+", 1_000_001, 0, 0),
  "a privilege beyond revocation": grant("delegable", "t+", 10, null, 0),
  "a privilege on an authority beyond revocation": grant("delegable", "t+", 10, 0, null),
  "a privilege from a later generation": grant("delegable", "t+", 10, 1e6, 0),
  "a privilege of an unknown kind": grant("delegable", "root", 10, 0, 0),
  "a unit of another cell": reports((crossing) => {
    const event = [...crossing.event()];
    event[2] = 1;
    return [event];
  }),
  "a unit that there is not": reports((crossing) => {
    const event = [...crossing.event()];
    event[2] = 1e9;
    return [event];
  }),
};

function spawn(changes: (crossing: Crossing) => Readonly<Record<number, unknown>>): Answer {
  return reports((crossing) => {
    const { unit } = crossing;
    const report: unknown[] = [
      "spawn",
      unit,
      "bystander",
      crossing.confined(),
      [],
      null,
      crossing.cause(),
      " 1",
    ];
    for (const [at, value] of Object.entries(changes(crossing))) report[Number(at)] = value;
    return [report];
  });
}

export const forgedUnits: Table = {
  "a child that sees more": spawn((crossing) => ({
    3: [[crossing.tag("confined"), crossing.tag("secret")], []],
  })),
  "a child that is not confined": spawn(() => ({ 3: [[], []] })),
  "a child that vouches": spawn((crossing) => ({
    3: [[crossing.tag("confined")], [crossing.tag("vouched")]],
  })),
  "a child with a privilege that is not its own": spawn((crossing) => ({
    4: [["t-", crossing.tag("secret"), null, 0, 0]],
  })),
  "a child with a privilege beyond revocation": spawn((crossing) => ({
    4: [["t+", crossing.tag("delegable"), 10, null, null]],
  })),
  "a child of another cell's unit": spawn(() => ({ 1: 1 })),
  "a child from the future": spawn(() => ({ 6: ["~", 1e9, 1] })),
  "a child of a program that there is not": spawn(() => ({ 2: "unheard of" })),
  "a child of a program that its manifest does not name": spawn(() => ({ 2: "honest" })),
};

export const forgedFacts: Table = {
  "an endpoint that sees more": reports((crossing) => [
    ["endpoint", 99, crossing.unit, [[crossing.tag("secret")], []], []],
  ]),
  "an endpoint that could be raised": reports((crossing) => [
    ["endpoint", 99, crossing.unit, crossing.confined(), [crossing.tag("secret")]],
  ]),
  "an endpoint of another cell": reports((crossing) => [
    ["endpoint", 99, 1, crossing.confined(), []],
  ]),
  "a subscription of nobody": reports(() => [["subscribe", 99, 1, ["?", "a"], false]]),
  "a subscription to nonsense": reports((crossing) => [
    ["endpoint", 99, crossing.unit, crossing.confined(), []],
    ["subscribe", 99, 1, ["nonsense", true], false],
  ]),
  "a tag made twice": reports(() => [
    ["tag", "0".repeat(32), "once"],
    ["tag", "0".repeat(32), "twice"],
  ]),
  "a tag of the operator's as its own": reports((crossing) => [
    ["tag", crossing.tag("secret"), "secret"],
  ]),
  "a tag of the operator's forgotten and made again": reports((crossing) => [
    ["forget", [crossing.tag("secret")]],
    ["tag", crossing.tag("secret"), "secret"],
  ]),
  "a tag that is none": reports(() => [["tag", "__proto__", "own"]]),
  "a withdrawal of the operator's": reports((crossing) => [
    ["revoke", crossing.unit, crossing.tag("secret"), "t+", [[], []], 1],
  ]),
  "a withdrawal of what nobody has made": reports((crossing) => [
    ["revoke", crossing.unit, "e".repeat(32), "t+", [[], []], 1],
  ]),
  "a version of what it was never sent": reports((crossing) => [
    ["version", 0, crossing.unit, crossing.cause(), 12_345, [], [], [[], []]],
  ]),
  "a version of what it never published": reports((crossing) => [
    ["version", 0, crossing.unit, crossing.cause(), -12_345, [], [], [[], []]],
  ]),
  "a fault of another cell's unit": reports((crossing) => [
    ["fault", 1, "message", "", "delivery", true, false, crossing.cause()],
  ]),
  "a fault at a moment that there is not": reports((crossing) => [
    ["fault", crossing.unit, "message", "", "later", true, false, crossing.cause()],
  ]),
  "another cell's unit raised": reports((crossing) => [["raised", 1, [crossing.tag("confined")]]]),
  "a unit raised to what its cell may not read": reports((crossing) => [
    ["raised", crossing.unit, [crossing.tag("secret")]],
  ]),
  "a unit raised to a tag that nobody has made": reports((crossing) => [
    ["raised", crossing.unit, ["e".repeat(32)]],
  ]),
  "a log of another cell's unit": reports(() => [["log", 1, "text"]]),
  "a refusal of another cell's unit": reports(() => [["refused", 1, "CODE", "message", "", 1]]),
  "refusals beyond counting": reports((crossing) => [
    ["refused", crossing.unit, "CODE", "message", "", 2 ** 60],
  ]),
  "a line that is too long": reports((crossing) => [["log", crossing.unit, "x".repeat(20_000)]]),
};

/** A version of the first event that it is sent. */
function version(changes: (crossing: Crossing) => Readonly<Record<number, unknown>>): Answer {
  return (crossing) => {
    const [event] = crossing.events();
    if (event === undefined) return crossing.answer(...crossing.wantEverything());
    const report: unknown[] = ["version", 0, crossing.unit, crossing.cause(), event[1]];
    report.push([], [], [[crossing.confined()], [["added", 1, 0, []]]]);
    for (const [at, value] of Object.entries(changes(crossing))) report[Number(at)] = value;
    return crossing.answer(report);
  };
}

/** To be provoked with an event that it may see, whose first part is public. */
export const forgedVersions: Table = {
  "an addition that is not confined": version(() => ({ 7: [[[[], []]], [["added", 1, 0, []]]] })),
  "an addition that somebody else vouches for": version((crossing) => ({
    7: [[[[crossing.tag("confined")], [crossing.tag("vouched")]]], [["added", 1, 0, []]]],
  })),
  "a removal of what is not confined": version(() => ({ 5: [0] })),
  "a removal of what it was not sent": version(() => ({ 5: [2] })),
  "a removal of what there is not": version(() => ({ 5: [30] })),
  "a removal at no place": version(() => ({ 5: [-1] })),
  "a removal by name of what is not confined": version(() => ({ 6: [["type", [[], []]]] })),
  "removals by name without end": version((crossing) => ({
    6: Array.from({ length: 20_000 }, (_, i) => [`p${i}`, crossing.confined()]),
  })),
  "additions without end": version((crossing) => ({
    7: [[crossing.confined()], Array.from({ length: 3_000 }, (_, i) => [`p${i}`, 1, 0, []])],
  })),
  "a privilege on a part that it was sent": version((crossing) => ({
    7: [[crossing.confined()], [["added", 1, 0, [["t-", crossing.tag("secret"), null, 0, 0]]]]],
  })),
  "a version from the future": version(() => ({ 3: ["~", 1e9, 1] })),
};
