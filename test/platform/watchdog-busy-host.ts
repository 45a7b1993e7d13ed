/**
 * Runs cells on other threads while the host's own thread does something else for a long time, so that it
 * cannot hear that they have come back.
 *
 * node --no-node-snapshot test/platform/watchdog-busy-host.ts <ms>
 */

import { createPlatform, programFromSource } from "../../src/index.ts";

const busyMs = Number(process.argv[2]);
const platform = createPlatform({ seed: 1, cell: { crossingMs: 200 } });
const source = `export default (unit) => unit.subscribe({ part: "go", present: true }, () => {
  let sum = 0;
  for (let i = 0; i < 3e6; i++) sum += Math.sqrt(i);
});`;
platform.addProgram(programFromSource("worker", source));
for (const name of ["a", "b", "c", "d"]) platform.deploy({ program: "worker", name });
for (let time = 1; time < 6; time++) {
  platform.publish([{ name: "go", data: 1 }], time);
  // oxlint-disable-next-line no-await-in-loop -- cells are run on other threads by what they took before
  await platform.settleAsync();
}
platform.publish([{ name: "go", data: 1 }], 6);
// The calls have begun when this returns; that they end can be noticed only by the event loop.
const settled = platform.settleAsync();
const end = Date.now() + busyMs;
while (Date.now() < end);
await settled;
process.stdout.write("came back\n");
platform.close();
