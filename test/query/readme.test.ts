/** The README's example of encrypted streams, in an empty folder, with Node alone. */

import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { execute } from "../cli/command-line.ts";

const example = "examples/encrypted-stream/vitals.mjs";

let folder = "";
let source = "";

beforeAll(async () => {
  const section = (await readFile("README.md", "utf8")).split(/<!-- \/?encrypted-stream -->/)[1];
  source = /```js\n(.*?)```/s.exec(section ?? "")?.[1] ?? "";
  folder = await mkdtemp(join(tmpdir(), "cordon-vitals-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(resolve("."), join(folder, "node_modules", "cordon"), "dir");
  await writeFile(join(folder, "vitals.mjs"), source);
});

afterAll(() => rm(folder, { recursive: true }));

test("it is the one in examples/, and short", async () => {
  expect(source).toBe(await readFile(example, "utf8"));
  expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
});

test("each reads what was granted, and nothing else", async () => {
  const { code, stdout, stderr } = await execute(process.execPath, ["vitals.mjs"], { cwd: folder });
  expect(code, stderr).toBe(0);
  expect(stdout).toBe(
    "friend [ { hr: 131 } ]\nfriend [ { hr: 142 } ]\ncoach [ { window: 0, average: 112.25 } ]\n",
  );
});
