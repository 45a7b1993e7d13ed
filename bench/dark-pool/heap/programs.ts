/** The programs of the dark pool as modules of this heap: no realm, no text, no membrane. */

import type { Program } from "../../../src/unit/index.ts";
import broker from "../../../units/broker/program.ts";
import examiner from "../../../units/examiner/program.ts";
import exchange from "../../../units/exchange/program.ts";
import orderDesk from "../../../units/order-desk/program.ts";
import pairMonitor from "../../../units/pair-monitor/program.ts";
import regulator from "../../../units/regulator/program.ts";
import trader from "../../../units/trader/program.ts";

const programs: Readonly<Record<string, Program>> = {
  broker,
  examiner,
  exchange,
  "order-desk": orderDesk,
  "pair-monitor": pairMonitor,
  regulator,
  trader,
};

export function programNamed(name: string): Program {
  const program = programs[name];
  if (program === undefined) throw new RangeError(`there is no program ${name}`);
  return program;
}

/** As their manifests say. */
export function childrenOf(name: string): readonly string[] {
  switch (name) {
    case "trader":
      return ["pair-monitor"];
    case "broker":
      return ["order-desk"];
    case "regulator":
      return ["examiner"];
    default:
      return [];
  }
}
