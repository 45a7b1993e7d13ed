/** The command that measures everything: what it goes on from has to be there. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cordon-bench-all-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each([
  ["are not there", undefined],
  ["are no JSON", "{"],
])("results that %s are refused", (_what, text) => {
  if (text !== undefined) writeFileSync(join(folder, "dark-pool.json"), text);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-node-snapshot", main, "all", "--draw", "--out", folder],
    { encoding: "utf8", timeout: 60_000 },
  );
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/no results to go on from.*\n.*measure everything first/);
});
