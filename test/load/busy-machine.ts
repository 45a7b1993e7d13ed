/**
 * Beside eight busy loops an honest unit of 10 ms a delivery is never quarantined and never at fault, by
 * `settle` or `settleAsync`, whether its deliveries come one an event or in chains; a unit that loops is.
 *
 * npm run test:load [seconds]
 */

import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { createPlatform, type Platform, programFromSource } from "../../src/index.ts";

const seconds = Number(process.argv[2] ?? 8);
const loops = 8;

/** How often to turn for 10 ms of processor time. */
const turns = ((): number => {
  const count = 3_000_000;
  const rounds = 20;
  const before = process.threadCpuUsage();
  let sum = 0;
  for (let turn = 0; turn < count * rounds; turn++) sum += Math.sqrt(turn % count);
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(sum > 0);
  return Math.ceil((count * rounds * 10_000) / (user + system));
})();

const honest = `export default (unit) => {
  const work = (left) => {
    let sum = 0;
    for (let turn = 0; turn < ${turns}; turn++) sum += Math.sqrt(turn);
    const event = unit.createEvent();
    unit.addPart(event, {}, left > 0 ? unit.config : "done", left - 1);
    unit.addPart(event, {}, "sum", sum);
    unit.publish(event);
  };
  unit.subscribe({ part: "tick", present: true }, () => work(0));
  unit.subscribe({ part: unit.config, present: true }, (event) => work(event[unit.config]));
};`;
const looper = `export default (unit) => {
  unit.subscribe({ part: "loop", present: true }, () => { for (;;); });
};`;

function open(): Platform {
  const platform = createPlatform({ seed: 1 });
  platform.addProgram(programFromSource("honest", honest));
  platform.addProgram(programFromSource("looper", looper));
  for (const name of ["a", "b", "c"]) {
    platform.deploy({ program: "honest", name, config: `chain-${name}` });
  }
  return platform;
}

function noteOf(platform: Platform): Readonly<Record<string, number>> {
  return platform.statistics().audit;
}

async function work(platform: Platform, isAsync: boolean): Promise<number> {
  const end = Date.now() + seconds * 500;
  let time = platform.latestTime;
  let done = 0;
  platform.subscribe({ part: "done", present: true }, () => done++);
  while (Date.now() < end) {
    platform.publish([{ name: "tick", data: 1 }], ++time);
    // A chain of six deliveries of 10 ms for one event, to each of them in turn.
    platform.publish([{ name: `chain-${["a", "b", "c"][((time / 2) % 3) | 0]}`, data: 5 }], ++time);
    // oxlint-disable-next-line no-await-in-loop
    if (isAsync) await platform.settleAsync();
    else platform.settle();
  }
  return done;
}

const children: ChildProcess[] = [];
try {
  for (let i = 0; i < loops; i++) {
    children.push(spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }));
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const isAsync of [false, true]) {
    const platform = open();
    // oxlint-disable-next-line no-await-in-loop
    const done = await work(platform, isAsync);
    const { fault, quarantined, restarted, cellLost, violation } = noteOf(platform);
    process.stdout.write(
      `${JSON.stringify({ isAsync, done, fault, quarantined, restarted, cellLost })}\n`,
    );
    for (const record of platform.auditLog) process.stdout.write(`${JSON.stringify(record)}\n`);
    assert.deepEqual(
      { fault, quarantined, restarted, violation },
      {
        fault: 0,
        quarantined: 0,
        restarted: 0,
        violation: 0,
      },
    );
    assert.ok(done > 0);
    platform.deploy({ program: "looper", name: "looper" });
    for (let i = 0; i < 5; i++) {
      platform.publish([{ name: "loop", data: 1 }], platform.latestTime + 1);
      platform.settle();
    }
    const blamed = platform.auditLog.filter((record) => record.kind === "quarantined");
    assert.deepEqual(
      blamed.map(({ unit }) => unit.name),
      ["looper"],
    );
    platform.close();
  }
} finally {
  for (const child of children) child.kill();
}
