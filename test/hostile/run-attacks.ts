/**
 * Runs attacks in this process, and says of each what became of it, a line each: `record <JSON>` as
 * they are written, `attack` before it begins, `outcome <JSON>` at the end.
 *
 * node --no-node-snapshot test/hostile/run-attacks.ts <file>
 * node --no-node-snapshot test/hostile/run-attacks.ts --serve
 *
 * With `--serve`, the process that started this one sends files and their bundled programs.
 */

import { writeSync } from "node:fs";
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

/** @throws CordonError if the program is refused */
async function attack(charge: Charge, prepared: Prepared): Promise<readonly string[]> {
  // Only now, because it takes long and a program that is refused does not need it.
  const { Scenario } = await import("./scenario.ts");
  let records = 0;
  const scenario = new Scenario(charge, prepared, (record) => {
    // Others may log what they know; what the attacker logs is what got out.
    if ("unit" in record && !record.unit.name.startsWith("hostile")) return;
    if (++records <= mostRecords) say(`record ${JSON.stringify(record).slice(0, 500)}`);
  });
  try {
    scenario.begin();
    say("attack");
    scenario.provoke();
    scenario.end();
    return judge(charge, scenario);
  } finally {
    scenario.close();
  }
}

async function run(file: string, prepare: (charge: Charge) => Promise<Prepared>): Promise<void> {
  const charge = readCharge(file);
  try {
    say(`outcome ${JSON.stringify(await attack(charge, await prepare(charge)))}`);
  } catch (error) {
    if (!(error instanceof CordonError)) throw error;
    say(`outcome ${JSON.stringify(judge(charge, { refusal: error.code }))}`);
  }
}

interface Request {
  readonly file: string;
  readonly prepared: Prepared;
}

if (process.argv[2] === "--serve") {
  process.on("message", ({ file, prepared }: Request) => void run(file, async () => prepared));
} else {
  await run(process.argv[2] ?? "", async (charge) => ({
    program: await loadCharge(charge),
    witness: loadWitness(),
  }));
}
