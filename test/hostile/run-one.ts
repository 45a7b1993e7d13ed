/**
 * Runs one attack in this process and says what became of it, a line each:
 * `record <JSON>` as they are written, `attack` before it begins, `outcome <JSON>` at the end.
 *
 * node --no-node-snapshot test/hostile/run-one.ts <file> [--prepared]
 *
 * With `--prepared`, standard input holds the bundled programs as JSON.
 */

import { readFileSync, writeSync } from "node:fs";
import { CordonError } from "cordon";
import { type Charge, readCharge } from "./charge.ts";
import { judge } from "./judge.ts";
import { loadCharge, loadWitness, type Prepared } from "./load.ts";

/** Lines about records: enough to see what went wrong. */
const mostRecords = 200;

/** At once, because the process may not live to flush a stream. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      // The pipe is full for a moment.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}

/** What the runner has prepared, if it has: bundling in each process takes long. */
async function prepare(charge: Charge, isPrepared: boolean): Promise<Prepared> {
  if (isPrepared) return JSON.parse(readFileSync(0, "utf8"));
  return { program: await loadCharge(charge), witness: loadWitness() };
}

async function main(file: string, isPrepared: boolean): Promise<void> {
  const charge = readCharge(file);
  try {
    const prepared = await prepare(charge, isPrepared);
    // Only now, because it takes long and a program that is refused does not need it.
    const { Scenario } = await import("./scenario.ts");
    let records = 0;
    const scenario = new Scenario(charge, prepared, (record) => {
      // Others may log what they know; what the attacker logs is what got out.
      if ("unit" in record && !record.unit.name.startsWith("hostile")) return;
      if (++records <= mostRecords) say(`record ${JSON.stringify(record).slice(0, 500)}`);
    });
    scenario.begin();
    say("attack");
    scenario.provoke();
    scenario.end();
    say(`outcome ${JSON.stringify(judge(charge, scenario))}`);
  } catch (error) {
    if (!(error instanceof CordonError)) throw error;
    say(`outcome ${JSON.stringify(judge(charge, { refusal: error.code }))}`);
  }
}

await main(process.argv[2] ?? "", process.argv[3] === "--prepared");
