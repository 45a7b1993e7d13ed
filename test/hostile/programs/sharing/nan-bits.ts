/**
 * Shares which functions have been compiled: its own, and the kernel's that copy data. The bits of a
 * NaN that they give back would tell.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { lookAt, nans, roads } from "../../nan-bits.ts";
import { attack } from "../../verdict.ts";

type Sum = (a: number, b: number) => number;

const sums = Object.freeze([
  (a: number, b: number): number => a + b,
  (a: number, b: number): number => a * b + 1,
  (a: number, b: number): number => (a < b ? a : b) - a,
  (a: number, b: number): number => Math.max(a, b) + b,
]);
/** Functions of the other kind, so that what calls both is compiled for neither. */
const others = Array.from(
  { length: 8 },
  (_, at): Sum =>
    () =>
      at,
);

const program: Program = defineProgram((unit) => {
  const copied = (number: number): number => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "n", [number]);
    return (unit.readPart(draft, "n")[0]?.data as readonly number[])[0] as number;
  };
  const [, a = 0, b = 0] = nans;
  if (role(unit) === "high") {
    unit.subscribe({ part: "secret", present: true }, () => {
      const call = (sum: Sum): number => sum(a, b);
      for (const sum of sums.slice(0, 2)) {
        for (let i = 0; i < 5_000; i++) {
          call(others[i & 7] as Sum);
          call(sum);
        }
      }
      for (let i = 0; i < 20; i++) copied(a);
    });
    return;
  }
  const seen: string[] = [];
  const look = (): string => {
    const numbers = [...sums.map((sum) => sum(a, b)), copied(a), copied(b)];
    return [...roads()].map((road) => [road.name, ...lookAt(road, numbers)].join()).join("\n");
  };
  attack(unit, () => seen.push(look()));
  attack(
    unit,
    (verdict) => {
      const [before = ""] = seen;
      const after = look().split("\n");
      const now = before.split("\n").map((line, at) => (line === after[at] ? "" : after[at]));
      verdict.expect(`what it sees changes: ${now.join("")}`, before === after.join("\n"));
    },
    "again",
  );
});

export default program;
