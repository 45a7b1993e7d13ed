/** The command that measures encrypted streams: what it prints, and what it refuses. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { CryptoResults } from "../../bench/crypto/measure.ts";
import { primitiveNames } from "../../bench/crypto/primitives.ts";

const main = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));

function bench(...options: readonly string[]): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-node-snapshot", main, "crypto", ...options],
    { encoding: "utf8", timeout: 60_000 },
  );
  return { code: status, out: stdout, error: stderr };
}

test("one JSON object: primitives, schemes and windows, rates, workers", () => {
  const { code, out, error } = bench("--smoke", "--windows", "2", "--seconds", "0.01", "--json");
  expect(code, error).toBe(0);
  const report = JSON.parse(out) as CryptoResults;
  const ms = expect.toSatisfy((value: unknown) => typeof value === "number" && value > 0);
  expect(report).toMatchObject({
    machine: { cores: ms },
    primitivesMs: Object.fromEntries(primitiveNames.map((name) => [name, ms])),
    rates: { perEpochMap: { attributes: 5, batch: 256, tuplesPerSecond: ms } },
    workers: { one: ms, two: ms, ratio: ms },
  });
  const { ownerShare, cloudShare, userShare } = report.rates.perEpochMap;
  expect(ownerShare + cloudShare + userShare).toBeCloseTo(1);
  const scheme = { attributes: 1, leaves: 1, bytes: 64 };
  const window = { window: 2, range: [0, 255] };
  expect(report.schemes).toEqual(
    [
      ["proxy KP-ABE, small universe, cpa", scheme],
      ["proxy KP-ABE, small universe, rcca", scheme],
      ["proxy KP-ABE, large universe, cpa", scheme],
      ["proxy KP-ABE, large universe, rcca", scheme],
      ["agg1", { ...window, tableMs: ms }],
      ["agg2", { ...window, tableMs: null }],
      ["agg3", { ...window, tableMs: ms }],
    ].map(([name, params]) => ({
      name,
      params,
      ownerMs: ms,
      cloudMs: ms,
      userMs: ms,
      bytes: { sealed: ms, transformed: ms },
      // Of one round they may be anything: a role and its primitives take turns on a machine that is not ours.
      ratioToPrimitives: { owner: ms, cloud: ms, user: expect.any(Number) },
    })),
  );
}, 60_000);

test("windows of no tuples are refused, with what would be right", () => {
  const { code, out, error } = bench("--windows", "10,0");
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(error).toMatch(/--windows "0".*\n.*from 2 to 100000/);
});
