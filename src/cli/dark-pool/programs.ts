/** The programs of the dark pool and of those who attack it, from `units/`. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadProgram } from "../../platform/load-program.ts";
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
  for (const name of venuePrograms) platform.addProgram(loadProgram(`${folder}${name}`));
  if (!hostile) return;
  for (const name of hostilePrograms) platform.addProgram(loadProgram(`${folder}hostile/${name}`));
}
