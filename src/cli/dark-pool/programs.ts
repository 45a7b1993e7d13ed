/** The programs of the dark pool and of those who attack it, from `units/`. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPrograms } from "../../loading/load-program.ts";
import type { Platform } from "../../platform/platform.ts";

const venuePrograms = [
  "order-desk",
  "examiner",
  "pair-monitor",
  "exchange",
  "broker",
  "regulator",
  "trader",
] as const;

const hostilePrograms = [
  "eavesdropper",
  "forger",
  "colluder-sender",
  "colluder-receiver",
  "prober",
  "looper",
  "flooder",
  "thrower",
] as const;

/** Programs are shipped as sources, beside `src` and not in `dist`. */
function unitsFolder(): string {
  const beside = fileURLToPath(new URL("../../../units/", import.meta.url));
  const above = fileURLToPath(new URL("../../../../units/", import.meta.url));
  return existsSync(`${beside}exchange/manifest.json`) ? beside : above;
}

export function addPrograms(platform: Platform, hostile: boolean): void {
  const folder = unitsFolder();
  // They share modules of this package, which is theirs.
  const options = { within: dirname(folder) };
  const venue = venuePrograms.map((name) => join(folder, name));
  for (const program of loadPrograms(venue, options)) platform.addProgram(program);
  if (!hostile) return;
  const attackers = hostilePrograms.map((name) => join(folder, "hostile", name));
  for (const program of loadPrograms(attackers, options)) platform.addProgram(program);
}
