/** Loads what a charge is about, and the witnesses' program. */

import { fileURLToPath, pathToFileURL } from "node:url";
import { type BundledProgram, loadProgram, programFromSource } from "cordon";
import type { Charge } from "./charge.ts";

/** The attacks share modules with each other and with the platform. */
const within = fileURLToPath(new URL("../..", import.meta.url));

/** What a process needs not bundle itself. */
export interface Prepared {
  readonly program: BundledProgram;
  readonly witness: BundledProgram;
}

/** @throws CordonError if the program is refused */
export async function loadCharge(charge: Charge): Promise<BundledProgram> {
  const { file, name, children, fromText } = charge;
  if (!fromText) return { ...loadProgram(file, { within }), children };
  const module: { readonly source?: unknown } = await import(pathToFileURL(file).href);
  if (typeof module.source !== "string") throw new Error(`${file} exports no source`);
  return programFromSource(name, module.source, children);
}

export function loadWitness(): BundledProgram {
  return loadProgram(fileURLToPath(new URL("witness.ts", import.meta.url)), { within });
}
