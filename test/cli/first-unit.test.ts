/** A newcomer's first ten minutes: the README's unit in an empty folder, run with its commands. */

import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { execute, type Outcome } from "./command-line.ts";

const example = "examples/first-unit";
const marker = /<!-- \/?first-unit -->/;

let folder = "";
let section = "";

beforeAll(async () => {
  const readme = await readFile("README.md", "utf8").catch(() => "");
  const source = marker.test(readme) ? readme : await readFile(`${example}/README.md`, "utf8");
  section = source.split(marker)[1] ?? "";
  // What `npm install /path/to/cordon` makes, without the registry and the build.
  folder = await mkdtemp(join(tmpdir(), "cordon-first-"));
  await mkdir(join(folder, "node_modules", ".bin"), { recursive: true });
  await symlink(resolve("."), join(folder, "node_modules", "cordon"), "dir");
  await symlink("../cordon/bin/cordon.mjs", join(folder, "node_modules", ".bin", "cordon"));
  await writeFile(join(folder, "package.json"), "{}");
  await writeFile(join(folder, "first.ts"), blocks("ts")[0] ?? "");
  await writeFile(
    join(folder, "prices.csv"),
    "symbol,date,price\nA,2026-01-05,100\nA,2026-01-06,90\n",
  );
});

afterAll(() => rm(folder, { recursive: true }));

/** The code blocks of a language in the README's section. */
function blocks(language: string): readonly string[] {
  const found = section.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"));
  return Array.from(found, ([, text = ""]) => text);
}

/** Runs one of the README's commands with the machine's own Node, however old, not with ours. */
function shell(command: string): Promise<Outcome> {
  const path = (process.env["PATH"] ?? "").split(delimiter);
  const own = path.filter((entry) => !entry.includes("node_modules")).join(delimiter);
  return execute("sh", ["-c", command], { cwd: folder, path: own });
}

test("the README's unit is the one in examples/, and short", async () => {
  const text = await readFile(`${example}/first.ts`, "utf8");
  expect(blocks("ts")).toEqual([text]);
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
});

test("the README's commands work as written", async () => {
  const commands = blocks("sh").flatMap((block) => block.trimEnd().split("\n"));
  const runs = commands.filter((command) => command.startsWith("npx cordon "));
  expect(runs[0]).toBe("npx cordon run first.ts");
  const outcomes = await Promise.all(runs.map(shell));
  for (const { code, stdout, stderr } of outcomes) {
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/"type":"alert"/);
  }
  expect(outcomes[0]?.stdout).toMatch(/^20.*Z {2}first {2}\{"type":"alert","move":\{"symbol":/);
  expect(outcomes[0]?.stdout).toMatch(/100 events in; [1-9]\d* published/);
});
