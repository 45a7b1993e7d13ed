/**
 * Searches and splits texts, and reads numbers of them, that are so long that one call takes minutes.
 *
 * @expect holds
 * @crossing 10000
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const refuse = (what: string, action: () => unknown): void => {
      try {
        action();
        verdict.broken(`${what} was done`);
      } catch (error) {
        verdict.expect(`${what}: ${String(error)}`, error instanceof RangeError);
      }
    };
    const long = "a".repeat(2 ** 22 + 1);
    const pattern = `${"a".repeat(2 ** 10)}b`;
    const disguises: readonly ((value: string) => string)[] = [
      (value) => value,
      (value) => new String(value) as string,
      (value) => ({ toString: () => value }) as string,
    ];
    const call = (name: string, self: unknown, ...values: readonly unknown[]): unknown =>
      Reflect.apply(Reflect.get(String.prototype, name), self, values);
    for (const [at, disguise] of disguises.entries()) {
      const text = disguise(long);
      refuse(`lastIndexOf ${at}`, () => call("lastIndexOf", text, disguise(pattern)));
      refuse(`split ${at}`, () => call("split", text, disguise(pattern)));
    }
    const disguised = disguises.map((disguise) => disguise(long));
    refuse("split everywhere", () => call("split", disguised[0], disguises[2]?.("a")));
    refuse("split into characters", () => call("split", disguised[1], ""));
    refuse("a large limit", () => call("split", disguised[2], "", 2 ** 32 - 1));
    refuse("replace", () => call("replace", long, pattern, ""));
    refuse("replaceAll", () => call("replaceAll", long, "a", "aaaa"));
    refuse("replaceAll with nothing", () => call("replaceAll", long, "", "b"));
    refuse("BigInt", () => BigInt("9".repeat(2 ** 21)));
    const Inherited = 1n.constructor as BigIntConstructor;
    refuse("an inherited BigInt", () => Inherited("9".repeat(2 ** 21)));
    verdict.expect("one part", long.split("b").length === 1 && long.lastIndexOf("b") === -1);
  });
});

export default program;
