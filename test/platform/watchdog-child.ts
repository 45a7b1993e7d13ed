/**
 * Runs one unit that takes long in a single operation, in this process, and says how far it has come.
 *
 * node --no-node-snapshot test/platform/watchdog-child.ts <watchdog: true or false> <program's body>
 */

import { createPlatform, programFromSource } from "../../src/index.ts";

const [, , watchdog, body = ""] = process.argv;
const platform = createPlatform({
  seed: 1,
  cell: { crossingMs: 200 },
  watchdog: watchdog !== "false",
});
const source = `export default (unit) => unit.subscribe({ part: "go", present: true }, () => { ${body} });`;
platform.addProgram(programFromSource("worker", source));
platform.deploy({ program: "worker", name: "worker", owner: "acme" });
platform.settle();
platform.publish([{ name: "go", data: 1 }], 1);
process.stdout.write("settling\n");
if (process.argv.includes("--async")) await platform.settleAsync();
else platform.settle();
process.stdout.write("came back\n");
platform.close();
