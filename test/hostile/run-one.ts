/**
 * Runs one attack in this process and says what became of it, a line each:
 * `record <JSON>` as they are written, `attack` before it begins, `outcome <JSON>` at the end.
 *
 * node --no-node-snapshot test/hostile/run-one.ts <file>
 */

import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { CordonError } from "../../src/index.ts";
import { type Charge, readCharge } from "./charge.ts";
import { judge } from "./judge.ts";
import { Scenario } from "./scenario.ts";

/** At once, because the process may not live to flush a stream. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function sourceOf({ file, fromText }: Charge): Promise<string> {
  if (!fromText) return "";
  const module: { readonly source?: unknown } = await import(pathToFileURL(file).href);
  if (typeof module.source !== "string") throw new Error(`${file} exports no source`);
  return module.source;
}

async function main(file: string): Promise<void> {
  const charge = readCharge(file);
  const source = await sourceOf(charge);
  let scenario: Scenario;
  try {
    scenario = new Scenario(charge, source, (record) => {
      // Others may log what they know; what the attacker logs is what got out.
      if ("unit" in record && !record.unit.name.startsWith("hostile")) return;
      say(`record ${JSON.stringify(record).slice(0, 500)}`);
    });
    scenario.begin();
  } catch (error) {
    if (!(error instanceof CordonError)) throw error;
    say(`outcome ${JSON.stringify(judge(charge, { refusal: error.code }))}`);
    return;
  }
  say("attack");
  scenario.provoke();
  scenario.end();
  say(`outcome ${JSON.stringify(judge(charge, scenario))}`);
}

await main(process.argv[2] ?? "");
