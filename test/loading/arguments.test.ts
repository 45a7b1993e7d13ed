/** Arguments of the calls that load programs: refused before any file is looked at. */

import { expect, test } from "vitest";
import { loadProgram, loadPrograms, programFromSource } from "../../src/index.ts";
import { refusal } from "../platform/refusal.ts";

/** Calls as a program in JavaScript makes them, or one whose types are wrong. */
const load = loadProgram as (...given: unknown[]) => unknown;
const loadAll = loadPrograms as (...given: unknown[]) => unknown;
const fromSource = programFromSource as (...given: unknown[]) => unknown;

test.each([
  ["no path", () => load(), /loadProgram is wrong: path/],
  ["a path that is none", () => load(5), /path: .*string/],
  ["an empty path", () => load(""), /path: an empty path/],
  ["an address", () => load(new URL("file:///program.ts")), /path: .*string/],
  ["null for the options", () => load("p.ts", null), /options/],
  ["a misspelt option", () => load("p.ts", { witihn: "." }), /options: .*witihn/],
  ["a folder that is none", () => load("p.ts", { within: 5 }), /options.within: .*string/],
  ["one path for several", () => loadAll("p.ts"), /loadPrograms is wrong: paths: .*array/],
  ["one that is none among several", () => loadAll(["p.ts", 5]), /paths.1: .*string/],
  ["a misspelt option of several", () => loadAll([], { folder: "." }), /options: .*folder/],
  ["a name that is none", () => fromSource(5, ""), /programFromSource is wrong: name/],
  ["no text", () => fromSource("p"), /text: .*string/],
  ["a text that is bytes", () => fromSource("p", Buffer.from("x")), /text: .*string/],
  ["one child for several", () => fromSource("p", "x", "child"), /children: .*array/],
])("PROGRAM_ARGUMENT: %s", (_what, call, message) => {
  const refused = refusal(call);
  expect(refused.code).toBe("PROGRAM_ARGUMENT");
  expect(refused.message).toMatch(message);
  expect(refused.remedy).toContain("within");
});
