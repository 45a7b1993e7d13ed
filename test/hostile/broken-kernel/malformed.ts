/** Outputs that are no outputs, and reports that are no reports. */

import type { Answer, Crossing } from "./fake-cell.ts";

type Tuple = readonly unknown[];
type Table = Readonly<Record<string, Answer>>;

function output(state: unknown, round: (crossing: Crossing) => unknown, reports: unknown): Answer {
  return (crossing) => JSON.stringify([state, round(crossing), reports]);
}

const thisRound = (crossing: Crossing): unknown => crossing.round;

export const malformedOutputs: Table = {
  "no text": () => "",
  "no JSON": () => "[0,1,[",
  null: () => "null",
  "a number": () => "7",
  "an object": () => '{"state":0}',
  "an empty list": () => "[]",
  "a list that is too short": (crossing) => JSON.stringify([0, crossing.round]),
  "a list that is too long": (crossing) => JSON.stringify([0, crossing.round, [], []]),
  "an unknown state": output(3, thisRound, []),
  "a negative state": output(-1, thisRound, []),
  "a state of another type": output("0", thisRound, []),
  "a negative round": output(0, () => -1, []),
  "half a round": output(0, () => 1.5, []),
  "a round of another type": output(0, () => "1", []),
  "a round beyond numbers": () => "[0,1e999,[]]",
  "reports that are no list": output(0, thisRound, {}),
  "a report that is null": output(0, thisRound, [null]),
  "a report that is a text": output(0, thisRound, ["log"]),
  "an empty report": output(0, thisRound, [[]]),
  "an unknown report": output(0, thisRound, [["become root", 1]]),
  "a report named after what objects inherit": output(0, thisRound, [["constructor", 1]]),
  "a report that is too long": output(0, thisRound, [Array.from({ length: 17 }, () => "log")]),
  "a list that nests without end": () => `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  "reports that nest without end": (crossing) =>
    `[0,${crossing.round},${"[".repeat(10_000)}${"]".repeat(10_000)}]`,
};

/** What is not even a text: an isolate can return other primitives. */
export const otherTypes: Readonly<Record<string, unknown>> = {
  undefined,
  number: 7,
  boolean: true,
  "null as a value": null,
};

/** One of each report, well-formed. */
export function wellFormed(crossing: Crossing): Readonly<Record<string, Tuple>> {
  const { unit } = crossing;
  const cause = crossing.cause();
  const label = crossing.confined();
  const tag = "0".repeat(31) + "1";
  return {
    tag: ["tag", tag, "own"],
    forget: ["forget", []],
    event: crossing.event(),
    spawn: ["spawn", unit, "bystander", label, [], null, cause, " 1"],
    revoke: ["revoke", unit, tag, "t+", label, 1],
    raised: ["raised", unit, [tag]],
    endpoint: ["endpoint", 99, unit, label, []],
    subscribe: ["subscribe", 99, 1, ["?", "a"], false],
    unsubscribe: ["unsubscribe", 99, 1],
    gone: ["gone", 99],
    fault: ["fault", unit, "message", "", "delivery", false, false, cause],
    refused: ["refused", unit, "CODE", "message", "", 1],
    log: ["log", unit, "text"],
  };
}

/** Of another type than any field has. */
const wrong: readonly unknown[] = [{}, [{}], 1e300, -7, "\ud800".repeat(200_000)];

/** Each report with each of its fields wrong; only what the operator reads may be any text. */
export function* misfits(): IterableIterator<readonly [string, Answer]> {
  const kinds = ["tag", "event", "spawn", "revoke", "endpoint", "subscribe", "fault", "refused"];
  for (const kind of [...kinds, "log", "forget", "gone", "unsubscribe", "raised"]) {
    const fields = FIELDS[kind] ?? 0;
    for (let field = 1; field <= fields; field++) {
      for (const [at, value] of wrong.entries()) {
        if (mayBe(kind, field, at)) continue;
        yield [
          `${kind}, field ${field} wrong in way ${at}`,
          (crossing) => {
            const reports = wellFormed(crossing);
            const report = [...(reports[kind] ?? [])];
            report[field] = value;
            const before = Object.keys(reports).slice(0, Object.keys(reports).indexOf(kind));
            return crossing.answer(...before.map((name) => reports[name] ?? []), report);
          },
        ];
      }
    }
  }
}

const FIELDS: Readonly<Record<string, number>> = {
  tag: 2,
  forget: 1,
  event: 5,
  spawn: 7,
  revoke: 5,
  raised: 2,
  endpoint: 4,
  subscribe: 4,
  unsubscribe: 2,
  gone: 1,
  fault: 7,
  refused: 5,
  log: 2,
};

/** Numbers that are allowed where numbers are, and ranks that nobody has. */
function mayBe(kind: string, field: number, way: number): boolean {
  const isNumber = way === 2 || way === 3;
  if (kind === "spawn" && field === 5) return isNumber;
  return false;
}
