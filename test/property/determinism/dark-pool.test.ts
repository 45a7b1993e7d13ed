/** The dark pool gives the same edge and the same audit, whatever the machine does and wherever units run. */

import { expect, test } from "vitest";
import { buildDarkPool } from "../../../src/cli/dark-pool/dark-pool.ts";
import { type DarkPoolPlacement, darkPoolPlacements } from "../../../src/cli/dark-pool/choices.ts";
import { describeMarket, symbolsFor } from "../../../src/cli/dark-pool/market.ts";
import { generateFeed } from "../../../src/cli/feed.ts";
import { tagId } from "../../../src/label/index.ts";
import { Platform } from "../../../src/platform/platform.ts";
import { type Build, buildPlatform } from "../two-run/build.ts";
import type { CellMaker } from "../two-run/run.ts";
import { TestCell, TestClock } from "../two-run/test-cell.ts";
import { collecting, machines, type Machine, sliced } from "./machines.ts";
import { firstDifference, Recorder } from "./recorder.ts";

const traders = 3;
const ticks = [...generateFeed({ seed: 5, symbols: symbolsFor(traders), ticks: 20 })];
const described = describeMarket(ticks, "generated");
/** Narrow bands: more orders. */
const market = { ...described, volatility: described.volatility / 4 };
const ticksPerBatch = 6;

const undisturbedCell: CellMaker = (options) => new TestCell(options);

async function record(
  build: Build,
  placement: DarkPoolPlacement,
  { makeCell: make = undisturbedCell, isAsync = false }: Machine["options"] = {},
): Promise<Recorder> {
  const clock = new TestClock();
  const platform = new Platform({ placement, seed: 5, watchdog: false }, (options, onCatastrophe) =>
    make({ ...options, build, clock, secrets: new Set() }, onCatastrophe),
  );
  const recorder = new Recorder(tagId);
  recorder.watch(platform);
  const pool = buildDarkPool({ market, traders, placement, seed: 5, hostile: false, platform });
  for (const [i, tick] of ticks.entries()) {
    pool.publish(tick);
    if (i % ticksPerBatch !== 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- batches come one after the other
    if (isAsync) await platform.settleAsync();
    else platform.settle();
  }
  pool.close();
  return recorder;
}

test.each(darkPoolPlacements.map((placement) => ({ placement })))(
  "placed by $placement, whatever the machine does",
  async ({ placement }) => {
    const build = await buildPlatform(sliced);
    const expected = await record(build, placement);
    expect(expected.edge.length).toBeGreaterThan(ticks.length);
    for (const { title, options } of [...machines, collecting]) {
      // oxlint-disable-next-line no-await-in-loop -- one machine after the other
      const other = await record(build, placement, options);
      expect(firstDifference(expected.inOrder, other.inOrder), title).toBeNull();
    }
  },
);

test("wherever units run", async () => {
  const build = await buildPlatform(sliced);
  const [first, ...others] = await Promise.all(darkPoolPlacements.map((it) => record(build, it)));
  for (const other of others) {
    expect(firstDifference(first?.byUnit ?? [], other.byUnit)).toBeNull();
  }
});
