/** What is wrong with a command is said in a line, with a code, and with what would be right. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cordon, type Outcome } from "./command-line.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-usage-"));
  await Promise.all([
    write("broken.csv", "symbol,date,price\nA,2000-01-01,1\nB,2000-01-01,free\n"),
    write("alone.csv", "symbol,date,price\nA,2000-01-01,1\nA,2000-01-02,2\n"),
    write("broken.jsonl", '{"type":"tick"}\n\nnot json\n'),
    write("backwards.jsonl", '{"time":5}\n{"time":4}\n'),
    write("syntax.ts", "export default (;"),
    write("eval.ts", "export default async () => { await 1; };"),
    write("nothing.ts", "export const a = 1;"),
    write("five.ts", "export default 5;"),
    write(
      "good.ts",
      'import { defineProgram } from "cordon/unit";\nexport default defineProgram(() => {});',
    ),
    write("manifest.json", '{"name":"x","program":"good.ts","colour":"red"}'),
  ]);
});

afterAll(() => rm(folder, { recursive: true }));

function write(name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text);
}

/** The same as JSON, where programs read it. */
function expectJsonRefusal(
  { code: exitCode, stdout, stderr }: Outcome,
  code: string,
  said: readonly string[],
): void {
  expect(exitCode).toBe(1);
  expect(stderr).toBe(stdout);
  const { kind, code: found, message, remedy } = JSON.parse(stdout) as Record<string, string>;
  expect([kind, found, message?.startsWith(`${code}: `)]).toEqual(["error", code, true]);
  for (const text of said) expect(`${message} ${remedy}`).toContain(text);
}

/** Nothing on standard output, one line that says what is wrong, one that says what is right. */
function expectRefusal(outcome: Outcome, exitCode: number, code: string, ...said: string[]): void {
  expect(outcome.stderr).toMatch(new RegExp(`^error ${code}: .+\n {2}\\S.+\n$`));
  for (const text of said) expect(outcome.stderr).toContain(text);
  expect(outcome.stdout).toBe("");
  expect(outcome.code).toBe(exitCode);
}

describe("usage errors end with 2 and name the option", () => {
  const misuses: readonly (readonly [args: string, ...said: string[]])[] = [
    ["demo --traderz 5", "--traderz", "Did you mean --traders?"],
    ["demo --seed 1 --seed 2", "--seed is given twice", "give --seed once"],
    ["run good.ts --feed a.csv --feed b.csv", "--feed is given twice"],
    ["demo --traders 0", '--traders "0"', "from 1 to"],
    ["demo --ticks 1.5", '--ticks "1.5"', "whole number"],
    ["demo --seconds -3", '--seconds "-3"', "above 0"],
    ["demo --seed x", '--seed "x"'],
    ["demo --placement cloud", '--placement "cloud"', "shared, owner or unit"],
    ["demo --placement unit --traders 9999", "--traders 9999", "--placement shared"],
    ["demo --feed", "--feed <file>"],
    ["demo --feed node_modules/vega-datasets/data/stocks.csv --ticks 561", "at most 560"],
    ["run", "program"],
    ["run x.ts --config {", "--config {"],
    ['run x.ts --config {"a":1,"a":2}', 'the key "a" twice'],
    ["run x.ts --feed a --events b", "--feed", "--events"],
    ["run x.ts --feed a --zone Mars", '--zone "Mars"', "America/New_York"],
    ["run x.ts --feed a --time-format x", '--time-format "x"', "dd/mm/yyyy"],
    ["run x.ts --feed a --columns a=b", '--columns "a=b"', "time=Date"],
    ["run x.ts --feed a --columns time=A+B+C", "one or two columns"],
    ["run x.ts --feed a --columns price=A,price=B", "price twice"],
    ["run x.ts --feed a --columns symbol=A --symbol B", "--symbol", "one of them"],
    ["run x.ts --feed a --delimiter ab", '--delimiter "ab"', "semicolon"],
    ["run x.ts --feed a --decimal x", '--decimal "x"'],
    ["run x.ts --events a --columns price=A", "--columns", "--feed"],
    ["run x.ts --zone UTC", "--zone", "--feed"],
    ["demo --symbol A", "--symbol", "--feed"],
    ["walk", "walk", "demo or run"],
  ];
  test.concurrent.each(misuses)("%s", async (args, ...said) => {
    expectRefusal(await cordon(...args.split(" ")), 2, "USAGE", ...said);
  });
});

describe("what cannot be done ends with 1 and names the file", () => {
  const failures: readonly (readonly [args: string, code: string, ...said: string[]])[] = [
    ["demo --feed FOLDER/missing.csv", "FEED_FILE", "missing.csv"],
    ["demo --feed FOLDER/broken.csv --json", "FEED_LINE", "line 3", '"free"'],
    ["demo --feed FOLDER/alone.csv", "FEED_SYMBOLS", "two symbols"],
    ["run FOLDER/missing.ts", "PROGRAM_FILE", "missing.ts"],
    ["run FOLDER/syntax.ts", "PROGRAM_SOURCE", "syntax.ts:1:17"],
    ["run FOLDER/eval.ts", "PROGRAM_FORBIDDEN", "async"],
    ["run FOLDER", "MANIFEST", "colour"],
    ["run FOLDER/good.ts --feed FOLDER/broken.csv --json", "FEED_LINE", "line 3"],
    ["run FOLDER/good.ts --events FOLDER/broken.jsonl", "EVENTS_LINE", "line 3"],
    ["run FOLDER/good.ts --events FOLDER/backwards.jsonl", "EVENTS_LINE", "line 2", "before 5"],
    ["run FOLDER/good.ts --events FOLDER", "EVENTS_FILE"],
  ];
  test.concurrent.each(failures)("%s", async (args, code, ...said) => {
    const command = args.replaceAll("FOLDER", folder).split(" ");
    const outcome = await cordon(...command);
    if (command.includes("--json")) expectJsonRefusal(outcome, code, said);
    else expectRefusal(outcome, 1, code, ...said);
  });
});

test("a program without a default export is named as such", async () => {
  const { code, stdout, stderr } = await cordon("run", join(folder, "nothing.ts"));
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error PROGRAM_DEFAULT: the program nothing, .*nothing.ts:1:1, .*\n.*defineProgram/,
  );
  expect(stdout).toBe("");
});

test("a default export that is no program is named as such, after its faults", async () => {
  const { code, stdout, stderr } = await cordon("run", join(folder, "five.ts"));
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error PROGRAM_DEFAULT: the program five, .*five.ts, .*\n.*defineProgram/,
  );
  expect(stdout).toContain("five  fault: PROGRAM_DEFAULT");
});

test("only --debug shows where an error comes from", async () => {
  const { code, stderr } = await cordon("demo", "--traders", "none", "--debug");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error USAGE: .*\n {2}.*\nCordonError: .*\n +at /);
});

test("help is no error, and without a command it is what one gets", async () => {
  const [help, none, whole] = await Promise.all([
    cordon("demo", "--help"),
    cordon(),
    cordon("--help"),
  ]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("--placement");
  expect(none).toEqual(whole);
  expect(none.stdout).toContain("run [options] <program>");
});

test("the version is that of the package", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
  expect(await cordon("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("usage errors are JSON, too, where that is asked for", async () => {
  const { code, stdout } = await cordon("run", "x.ts", "--sed", "1", "--json");
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ kind: "error", code: "USAGE" });
});

test.runIf(existsSync("/dev/full")).each([[], ["--json"]])(
  "output that cannot be written is a failure with a code %j",
  async (...args) => {
    const full = await open("/dev/full", "w");
    const child = spawn(
      process.execPath,
      ["bin/cordon.mjs", "run", "examples/first-unit/first.ts", ...args],
      { stdio: ["ignore", full.fd, "pipe"] },
    );
    let stderr = "";
    child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
    expect(await once(child, "close")).toEqual([1, null]);
    await full.close();
    expect(stderr).toMatch(
      /^(?:error|\{"kind":"error","code":"OUTPUT","message":") ?OUTPUT: .+ENOSPC/,
    );
    expect(stderr).not.toContain("    at ");
  },
);
