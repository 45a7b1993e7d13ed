/** The programs of the dark pool and of those who attack it, from `units/`. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPrograms } from "../../loading/load-program.ts";
import type { Platform } from "../../platform/platform.ts";
import type { BundledProgram } from "../../unit/program.ts";

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

const loaded = new Map<string, readonly BundledProgram[]>();

/** The programs of a folder, read once a process: those who compare placements make many pools. */
function programsIn(folder: string, names: readonly string[]): readonly BundledProgram[] {
  const known = loaded.get(folder);
  if (known !== undefined) return known;
  const paths = names.map((name) => join(folder, name));
  // They share modules of this package, which is theirs.
  const programs = loadPrograms(paths, { within: dirname(unitsFolder()) });
  loaded.set(folder, programs);
  return programs;
}

export function addPrograms(platform: Platform, hostile: boolean): void {
  const folder = unitsFolder();
  for (const program of programsIn(folder, venuePrograms)) platform.addProgram(program);
  if (!hostile) return;
  for (const program of programsIn(join(folder, "hostile"), hostilePrograms)) {
    platform.addProgram(program);
  }
}
