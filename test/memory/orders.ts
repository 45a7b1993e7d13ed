/**
 * Run in a process of its own with --expose-gc: a million orders with a fresh tag each, of which a
 * broker raises an instance for every hundredth. Prints the heap in use as the orders go by.
 */

import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import { programFromSource } from "../../src/loading/load-program.ts";
import { Platform } from "../../src/platform/platform.ts";

const ordersPerEvent = 8;
const orders = Number(process.argv[2] ?? 1_000_000);
/** Once caches are full and sweeps have begun. */
const firstLook = Math.min(100_000, orders / 2);

const trader = programFromSource(
  "trader",
  `import { defineProgram } from "cordon/unit";
  export default defineProgram((unit) => {
    const { darkPool } = unit.config;
    let count = 0;
    unit.subscribe({ part: "type", equals: "tick" }, () => {
      for (let i = 0; i < ${ordersPerEvent}; i++) {
        const tag = unit.createTag("order");
        unit.acquirePrivilege(tag, "t+");
        unit.acquirePrivilege(tag, "t-");
        unit.changeInOutLabel("secrecy", "add", tag);
        unit.changeOutLabel("secrecy", "remove", tag);
        const order = unit.createEvent();
        unit.addPart(order, {}, "type", "order");
        unit.addPart(order, { secrecy: [darkPool] }, "body", { ref: tag });
        unit.attachPrivilegeToPart(order, "body", { secrecy: [darkPool] }, tag, "t+", unit.now() + 10);
        if (count++ % 100 === 0) unit.addPart(order, { secrecy: [darkPool, tag] }, "trader_id", count);
        unit.publish(order);
      }
    });
    unit.subscribe({ part: "report", present: true }, (event) => {
      unit.changeInOutLabel("secrecy", "remove", event.report);
      unit.dropPrivilege(event.report);
    });
  });`,
);

const broker = programFromSource(
  "broker",
  `import { defineProgram } from "cordon/unit";
  export default defineProgram((unit) => {
    unit.subscribe({ part: "body", present: true }, (event) => {
      const { ref } = unit.readPart(event, "body")[0].data;
      unit.addPart(event, {}, "accepted", true);
      const report = unit.createEvent();
      unit.addPart(report, { secrecy: [ref] }, "report", ref);
      unit.publish(report);
    });
    unit.subscribeManaged(
      { all: [{ part: "accepted", present: true }, { part: "trader_id", present: true }] },
      "desk", null, 5);
  });`,
  ["desk"],
);

const desk = programFromSource(
  "desk",
  `import { defineProgram } from "cordon/unit";
  export default defineProgram((unit) => {
    unit.subscribe({ part: "trader_id", present: true }, (event) => {
      const tag = unit.createTag("desk");
      const done = unit.createEvent();
      unit.addPart(done, { secrecy: [tag] }, "done", event.trader_id);
      unit.publish(done);
    });
  });`,
);

const platform = new Platform({ placement: "shared", seed: 1 }, () => new HeapCell());
for (const program of [trader, broker, desk]) platform.addProgram(program);
const darkPool = platform.createTag("dark-pool");
platform.deploy({
  program: "broker",
  name: "broker",
  input: { secrecy: [darkPool] },
  output: {},
  privileges: [{ tag: darkPool, privilege: "t-" }],
});
platform.deploy({ program: "trader", name: "trader", config: { darkPool } });
platform.settle();

function heapInUse(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

let before = 0;
for (let done = 0; done < orders; done += ordersPerEvent) {
  if (done === firstLook) before = heapInUse();
  platform.publish([{ name: "type", data: "tick" }], done / ordersPerEvent);
  platform.settle();
}
const after = heapInUse();
const { cells, units, audit } = platform.statistics();
process.stdout.write(JSON.stringify({ before, after, cells, units, audit }));
platform.close();
