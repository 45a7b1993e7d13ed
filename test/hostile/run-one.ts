/**
 * Runs one attack in this process and says what became of it, a line each:
 * `record <JSON>` as they are written, `attack` before it begins, `outcome <JSON>` at the end.
 *
 * node --no-node-snapshot test/hostile/run-one.ts <file>
 */

import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type BundledProgram, CordonError, loadProgram, programFromSource } from "cordon";
import { type Charge, readCharge } from "./charge.ts";
import { judge } from "./judge.ts";

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

async function load({ file, name, children, fromText }: Charge): Promise<BundledProgram> {
  if (!fromText) return { ...loadProgram(file), children };
  const module: { readonly source?: unknown } = await import(pathToFileURL(file).href);
  if (typeof module.source !== "string") throw new Error(`${file} exports no source`);
  return programFromSource(name, module.source, children);
}

async function main(file: string): Promise<void> {
  const charge = readCharge(file);
  try {
    const program = await load(charge);
    // Only now, because it takes long and a program that is refused does not need it.
    const { Scenario } = await import("./scenario.ts");
    let records = 0;
    const scenario = new Scenario(charge, program, (record) => {
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

await main(process.argv[2] ?? "");
