/** Patience, by clocks of the test's: how long a call may take on the wall's clock. */

import { describe, expect, test } from "vitest";
import { limits } from "../../src/limits.ts";
import { type Clocks, Patience } from "../../src/platform/patience.ts";

/** A machine that gives a thread one part in so many of its time. */
class Machine implements Clocks {
  wall = 1_000;
  cpu = 0;
  crowd = 0;

  readonly wallMs = (): number => this.wall;
  readonly cpuMs = (): number => this.cpu;
  readonly crowding = (): number => this.crowd;

  work(cpu: number, share = 1): void {
    this.cpu += cpu;
    this.wall += cpu * share;
  }
}

const limit = 100;
const idle = limit + limit * limits.wallSlack;

describe("the time that a call may take", () => {
  test("is its limit, and a little more, on an idle machine", () => {
    const machine = new Machine();
    const patience = new Patience(machine);
    for (let i = 0; i < 100; i++) {
      patience.start();
      machine.work(10);
      expect(patience.stop()).toEqual({ wallMs: 10, cpuMs: 10 });
    }
    expect(patience.wallMs(limit, "a")).toBe(idle);
  });

  test("is more where calls took longer than their processor time, for a while", () => {
    const machine = new Machine();
    const patience = new Patience(machine);
    for (let i = 0; i < 10; i++) {
      patience.start();
      machine.work(10, 5);
      expect(patience.stop()).toEqual({ wallMs: 50, cpuMs: 10 });
    }
    expect(patience.wallMs(limit, "a")).toBeGreaterThan(5 * limit);
    machine.wall += 60_000;
    expect(patience.wallMs(limit, "a")).toBe(idle);
  });

  test("is more where more threads are runnable than there are cores, while they are", () => {
    const machine = new Machine();
    const patience = new Patience(machine);
    machine.crowd = 4;
    expect(patience.wallMs(limit, "a"), "it may be for a moment only").toBe(idle);
    machine.wall += 100;
    expect(patience.wallMs(limit, "a")).toBeGreaterThan(4 * limit);
    machine.crowd = 0.5;
    machine.wall += 1_000;
    expect(patience.wallMs(limit, "a")).toBe(idle);
  });

  test("exceeds the limit by a few seconds at most, unless a cell was ended below it", () => {
    const machine = new Machine();
    machine.crowd = 1_000;
    const patience = new Patience(machine);
    expect(patience.wallMs(limit, "a")).toBe(idle + limits.wallExtraMs);
    machine.crowd = 0;
    machine.wall += 1_000;
    for (let i = 0; i < 3; i++) patience.extend("a");
    expect(patience.wallMs(limit, "a")).toBe(8 * limit + limit * limits.wallSlack);
    expect(patience.wallMs(limit, "b"), "of others nothing is known").toBe(idle);
    for (let i = 0; i < 20; i++) patience.extend("a");
    expect(patience.wallMs(limit, "a")).toBeLessThanOrEqual((limits.wallStretch + 1) * limit);
  });
});

describe("the processor time of a call", () => {
  test("is never told to be more than it was, though it is not always read at its start", () => {
    const machine = new Machine();
    const patience = new Patience(machine);
    for (let i = 0; i < 50; i++) {
      // Short calls, with time between them that the host takes or waits.
      patience.start();
      machine.work(0.1);
      patience.stop();
      machine.work(0.2, 1 + (i % 3));
    }
    patience.start();
    machine.work(30, 4);
    const { wallMs, cpuMs } = patience.stop();
    expect(wallMs).toBeCloseTo(120);
    expect(cpuMs).toBeLessThanOrEqual(30);
    expect(cpuMs).toBeGreaterThan(25);
  });
});

test("a cell is watched for a while", () => {
  const machine = new Machine();
  const patience = new Patience(machine);
  patience.watch("a");
  expect([patience.isWatched("a"), patience.isWatched("b")]).toEqual([true, false]);
  machine.wall += limits.watchedMs;
  expect(patience.isWatched("a")).toBe(false);
});
