/** The command that measures the dark pool: all modes come to the same, and nothing is a wrong number. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { ModeResult } from "../../bench/dark-pool/measure.ts";
import { loadMode, type Mode } from "../../bench/dark-pool/modes.ts";
import { ResultHash } from "../../bench/dark-pool/result-hash.ts";
import { batchTicks, Trace } from "../../bench/dark-pool/scenario.ts";

const main = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));

function bench(...options: readonly string[]): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-node-snapshot", "--expose-gc", main, "dark-pool", ...options],
    { encoding: "utf8", timeout: 60_000 },
  );
  return { code: status, out: stdout, error: stderr };
}

test("modes come to the same orders and trades; what cannot keep up is marked, and has no latency", () => {
  const modes = ["no-security", "labels-clone", "labels-freeze-isolation"];
  const { code, out, error } = bench(
    ...["--traders", "60", "--modes", modes.join(), "--seconds", "0.1"],
    ...["--rate", "1000000000", "--json"],
  );
  expect(code, error).toBe(0);
  const { results } = JSON.parse(out) as { readonly results: readonly ModeResult[] };
  expect(results.map(({ mode }) => mode)).toEqual(modes);
  expect(new Set(results.map(({ resultHash }) => resultHash)).size).toBe(1);
  for (const { orders, trades, atCommonRate } of results) {
    expect(orders).toBeGreaterThan(5);
    expect(trades).toBeGreaterThan(1);
    expect(atCommonRate).toMatchObject({ rate: 1e9, saturated: true, latencyNs: null });
  }
  const [shared, cloned] = results;
  // To copy an event for each receiver costs several times what it takes to deliver one.
  expect(shared?.deliveriesPerSecond).toBeGreaterThan(
    3 * (cloned?.deliveriesPerSecond ?? Infinity),
  );
}, 60_000);

test("traders elsewhere come to the same where large prints bring ticks of the same time", async () => {
  const options = { traders: 150, seed: 4, market: "crowded" } as const;
  const digestOf = async (mode: Mode): Promise<string> => {
    const hash = new ResultHash();
    const make = await loadMode(mode);
    const contender = await make(options, hash);
    const trace = new Trace(options);
    for (let batch = 0; batch < 50; batch++) {
      // oxlint-disable-next-line no-await-in-loop -- batches come one after the other
      await contender.publish(trace.take(batchTicks));
      hash.endBatch();
    }
    await contender.close();
    return hash.digest();
  };
  expect(await digestOf("worker-pool")).toBe(await digestOf("eventemitter3"));
}, 60_000);

describe("refused with what would be right", () => {
  test.each([
    ["an unknown mode", ["--modes", "none"], /--modes "none".*\n.*no-security/],
    ["no traders", ["--traders", "0"], /--traders "0".*\n.*from 1 to/],
    ["no time", ["--seconds", "0"], /--seconds "0".*\n.*above 0/],
    ["no rate", ["--rate", "0"], /--rate "0".*\n.*above 0/],
    [
      "more processes than a machine carries",
      ["--modes", "processes", "--traders", "5000"],
      /--traders 5000.*\n.*at most 250/,
    ],
  ])("%s", (_what, options, problem) => {
    const { code, out, error } = bench(...options);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(error).toMatch(problem);
  });
});
