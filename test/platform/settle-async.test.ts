/** Cells on several threads: the same results, and a host that goes on meanwhile. */

import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import {
  type AuditRecord,
  createPlatform,
  type Platform,
  programFromSource,
  type TimeoutPolicy,
} from "../../src/index.ts";
import { buildDarkPool } from "../../src/cli/dark-pool/dark-pool.ts";
import { describeMarket, symbolsFor } from "../../src/cli/dark-pool/market.ts";
import { generateFeed } from "../../src/cli/feed.ts";
import { refusal } from "./refusal.ts";

/** Works for some 100 µs for each event, then tells the next unit how far it has come. */
const worker = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  const { next, own } = unit.config;
  let state = 1;
  unit.subscribe({ part: "to", equals: own }, ({ hops }) => {
    for (let i = 0; i < 20000; i++) state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const event = unit.createEvent();
    unit.addPart(event, {}, "to", hops > 0 ? next : "edge");
    unit.addPart(event, {}, "hops", hops - 1);
    unit.addPart(event, {}, "state", state);
    unit.addPart(event, {}, "from", own);
    unit.publish(event);
  });
  unit.subscribe({ part: "loop", equals: own }, () => { for (;;); });
  unit.subscribe({ part: "throw", equals: own }, () => { throw new Error(own); });
});
`;

/** More than two threads take at a time. */
const owners = ["a", "b", "c", "d", "e"];
const units = 2 * owners.length;

const opened: Platform[] = [];

afterEach(() => {
  for (const platform of opened.splice(0)) platform.close();
});

/** Cells with two units each, which hand events round. */
function ring(crossingMs: number = 2_000, onTimeout?: TimeoutPolicy): Platform {
  const platform = createPlatform({ placement: "owner", seed: 1, cell: { crossingMs } });
  opened.push(platform);
  platform.addProgram(programFromSource("worker", worker));
  for (const [i, owner] of owners.entries()) {
    for (const unit of [1, 2]) {
      const own = `${owner}${unit}`;
      const next = `${owners[(i + 1) % owners.length]}${3 - unit}`;
      platform.deploy({
        program: "worker",
        name: own,
        owner,
        config: { own, next },
        ...(onTimeout && { onTimeout }),
      });
    }
  }
  platform.settle();
  return platform;
}

function start(platform: Platform, hops: number, time: number): void {
  for (const owner of owners) {
    for (const unit of [1, 2]) {
      platform.publish(
        [
          { name: "to", data: `${owner}${unit}` },
          { name: "hops", data: hops },
        ],
        time,
      );
    }
  }
}

function watch(platform: Platform): string[] {
  const seen: string[] = [];
  platform.subscribe({ part: "state", present: true }, ({ to, hops, state, from }, { time }) => {
    seen.push(JSON.stringify([time, from, to, hops, state]));
  });
  return seen;
}

describe("settleAsync gives what settle gives", () => {
  test("of units in several cells that work and hand on", async () => {
    const alone = ring();
    const together = ring();
    const expected = watch(alone);
    const seen = watch(together);
    for (let round = 1; round <= 10; round++) {
      start(alone, 12, round);
      alone.settle();
      start(together, 12, round);
      // oxlint-disable-next-line no-await-in-loop -- rounds come one after the other
      await together.settleAsync();
    }
    expect(expected).toHaveLength(10 * units * 13);
    expect(seen).toEqual(expected);
  });

  test("of a dark pool with an isolate an owner", async () => {
    const traders = 4;
    const ticks = [...generateFeed({ seed: 5, symbols: symbolsFor(traders), ticks: 300 })];
    const described = describeMarket(ticks, "generated");
    const market = { ...described, volatility: described.volatility / 4 };
    const digests: string[] = [];
    for (const isAsync of [false, true]) {
      const pool = buildDarkPool({ market, traders, placement: "owner", seed: 5, hostile: false });
      const hash = createHash("sha256");
      pool.platform.subscribe(
        { part: "type", present: true },
        (view, { publisher, time }) =>
          hash.update(`${time} ${publisher ?? ""} ${JSON.stringify(view)}`),
        { clearance: "everything" },
      );
      for (let i = 0; i < ticks.length; i += 10) {
        for (const tick of ticks.slice(i, i + 10)) pool.publish(tick);
        // oxlint-disable-next-line no-await-in-loop -- ticks come one after the other
        if (isAsync) await pool.platform.settleAsync();
        else pool.platform.settle();
      }
      pool.close();
      digests.push(hash.digest("hex"));
    }
    expect(digests[1]).toBe(digests[0]);
  });
});

describe("while settleAsync runs", () => {
  test("timers of the host fire, and what is published is run, too", async () => {
    const platform = ring();
    const seen = watch(platform);
    // Until it is known how much the cells have to do they are run on this thread.
    for (let round = 0; round < 3; round++) {
      start(platform, 12, 0);
      // oxlint-disable-next-line no-await-in-loop -- rounds come one after the other
      await platform.settleAsync();
    }
    const before = seen.length;
    let published = false;
    start(platform, 60, 1);
    const settled = platform.settleAsync();
    setTimeout(() => {
      start(platform, 0, 2);
      published = true;
    }, 2);
    await settled;
    expect(published, "the timer fired before all was settled").toBe(true);
    expect(seen.length - before).toBe(units * 61 + units);
  });

  test("units that a timer stops together have all run the same generations", async () => {
    for (let round = 0; round < 6; round++) {
      const platform = ring();
      const seen = watch(platform);
      for (let warmUp = 0; warmUp < 2; warmUp++) {
        start(platform, 6, 0);
        // oxlint-disable-next-line no-await-in-loop -- rounds come one after the other
        await platform.settleAsync();
      }
      const before = seen.length;
      start(platform, 40, 1);
      const settled = platform.settleAsync();
      const stopped = owners.map((owner) => `${owner}1`);
      setTimeout(() => {
        for (const name of stopped) platform.stop(name);
      }, 4);
      // oxlint-disable-next-line no-await-in-loop
      await settled;
      const published = seen.slice(before).map((line) => (JSON.parse(line) as string[])[1]);
      const counts = stopped.map((name) => published.filter((from) => from === name).length);
      expect(new Set(counts).size, counts.join()).toBe(1);
    }
  });

  test("nothing else may run, start or close the platform: PLATFORM_BUSY", async () => {
    const platform = ring();
    start(platform, 3, 1);
    const settled = platform.settleAsync();
    expect(refusal(() => platform.settle()).code).toBe("PLATFORM_BUSY");
    expect(refusal(() => platform.close()).code).toBe("PLATFORM_BUSY");
    expect(refusal(() => platform.deploy({ program: "worker", name: "late" })).code).toBe(
      "PLATFORM_BUSY",
    );
    await expect(platform.settleAsync()).rejects.toMatchObject({ code: "PLATFORM_BUSY" });
    await settled;
    platform.deploy({
      program: "worker",
      name: "late",
      config: { own: "late", next: "late" },
    });
  });
});

describe("what goes wrong in settleAsync", () => {
  test("a unit that never returns loses its cell only, and is restarted if that is its policy", async () => {
    const platform = ring(300, "restart");
    const lost: (readonly [string, string | undefined])[] = [];
    platform.notifications.on("cellLost", ({ cell, culprit }) => lost.push([cell, culprit?.name]));
    start(platform, 12, 0);
    await platform.settleAsync();
    start(platform, 12, 1);
    await platform.settleAsync();
    // On another thread nobody is blamed, but the next time it does not run there.
    do {
      platform.publish([{ name: "loop", data: "b1" }], 2);
      // oxlint-disable-next-line no-await-in-loop
      await platform.settleAsync();
    } while (lost.length < 4 && !lost.some(([, name]) => name === "b1"));
    expect(lost.at(-1)).toEqual(["owner b", "b1"]);
    expect(new Set(lost.map(([cell]) => cell))).toEqual(new Set(["owner b"]));
    const seen = watch(platform);
    start(platform, 12, 3);
    await platform.settleAsync();
    expect(seen).toHaveLength(units * 13);
  });

  test("a unit that never returns on another thread is blamed once its cell has run on this one", async () => {
    const platform = ring(100);
    const records: AuditRecord[] = [];
    platform.notifications.on("record", (record) => records.push(record));
    for (let time = 0; time < 3; time++) {
      start(platform, 12, time);
      // oxlint-disable-next-line no-await-in-loop
      await platform.settleAsync();
    }
    const loop = async (time: number): Promise<void> => {
      // All cells have much to do, so that most of them run on other threads.
      start(platform, 12, time);
      for (const name of ["a1", "b1", "c1", "d1"]) {
        platform.publish([{ name: "loop", data: name }], time);
      }
      await platform.settleAsync();
    };
    for (let time = 3; time < 8; time++) {
      // oxlint-disable-next-line no-await-in-loop
      await loop(time);
    }
    const lost = records.filter((record) => record.kind === "cellLost");
    const elsewhere = lost.filter(({ problem }) => problem.includes("another thread"));
    expect(elsewhere.length, "some ran on other threads").toBeGreaterThan(0);
    expect(elsewhere.every(({ culprit }) => culprit === null)).toBe(true);
    const blamed = records.filter((record) => record.kind === "quarantined");
    expect(blamed.map(({ unit }) => unit.name).sort()).toEqual(["a1", "b1", "c1", "d1"]);
  });

  test("what a handler of the host's throws rejects it, when all has settled", async () => {
    const platform = ring();
    const seen = watch(platform);
    platform.subscribe({ part: "to", equals: "edge" }, () => {
      throw new Error("of the host");
    });
    start(platform, 2, 1);
    await expect(platform.settleAsync()).rejects.toThrow("of the host");
    expect(seen).toHaveLength(units * 3);
  });

  test("a program that throws is a fault of its unit", async () => {
    const platform = ring();
    const faults: string[] = [];
    platform.notifications.on("fault", ({ unit, message }) =>
      faults.push(`${unit.name} ${message}`),
    );
    platform.publish([{ name: "throw", data: "c2" }], 1);
    await platform.settleAsync();
    expect(faults).toEqual(["c2 c2"]);
  });
});
