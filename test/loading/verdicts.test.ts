import { describe, expect, test } from "vitest";
import { limits, programFromSource } from "../../src/index.ts";
import type { Verdict } from "../../src/loading/protocol.ts";
import { Verdicts } from "../../src/loading/verdicts.ts";
import { refusal } from "../platform/refusal.ts";
import { logging } from "./plugin.ts";

const verdict: Verdict = {
  kind: "checked",
  body: "",
  isShared: true,
  files: [],
  table: null,
  names: [],
  uses: [],
};

describe("verdicts that are kept", () => {
  test("are those of exactly that text", () => {
    const replaced = logging(`"\ufffd"`);
    expect(programFromSource("p", replaced).body).toContain("\ufffd");
    // As bytes of UTF-8 both are the same.
    const { code } = refusal(() => programFromSource("p", logging(`"\ud800"`)));
    expect(code).toBe("PROGRAM_SOURCE");
  });

  test("leave name and children to each program", () => {
    const text = logging(`"kept"`);
    const [one, other] = [programFromSource("one", text, ["a"]), programFromSource("other", text)];
    expect([one.name, one.children, other.name, other.children]).toEqual([
      "one",
      ["a"],
      "other",
      [],
    ]);
    expect(other.body).toBe(one.body);
  });

  test("are bounded: the one used longest ago goes first", () => {
    const verdicts = new Verdicts();
    const half = limits.verdictCharacters / 2;
    verdicts.set("a".repeat(half), verdict);
    verdicts.set("b".repeat(half), verdict);
    expect(verdicts.get("a".repeat(half))).toBe(verdict);
    verdicts.set("c", verdict);
    expect(verdicts.get("b".repeat(half))).toBeUndefined();
    expect(verdicts.get("a".repeat(half))).toBe(verdict);
    expect(verdicts.get("c")).toBe(verdict);
  });
});
