/** Loads what a charge is about, and the witnesses' program. */

import { fileURLToPath, pathToFileURL } from "node:url";
import { type BundledProgram, loadProgram, loadPrograms, programFromSource } from "cordon";
import { allCharges, type Charge } from "./charge.ts";

/** The attacks share modules with each other and with the platform. */
const within = fileURLToPath(new URL("../..", import.meta.url));

const witnessFile = fileURLToPath(new URL("witness.ts", import.meta.url));

/** What a process needs not bundle itself. */
export interface Prepared {
  readonly program: BundledProgram;
  readonly witness: BundledProgram;
}

let loaded: ReadonlyMap<string, BundledProgram> | undefined;

/** All attacks that are to be taken, in one go: one by one they take half a minute. */
function loadAll(): ReadonlyMap<string, BundledProgram> {
  const files = allCharges()
    .filter(({ expect, fromText }) => expect !== "refused" && !fromText)
    .map(({ file }) => file);
  const programs = [witnessFile, ...files];
  try {
    const all = loadPrograms(programs, { within });
    return new Map(all.map((program, at) => [programs[at] ?? "", program]));
  } catch {
    // Each says for itself whether it is refused.
    return new Map();
  }
}

/** The program of an attack or of the witnesses. @throws CordonError if it is refused */
function loadFile(file: string): BundledProgram {
  loaded ??= loadAll();
  return loaded.get(file) ?? loadProgram(file, { within });
}

/** @throws CordonError if the program is refused */
export async function loadCharge(charge: Charge): Promise<BundledProgram> {
  const { file, name, children, fromText } = charge;
  if (!fromText) {
    const program = charge.expect === "refused" ? loadProgram(file, { within }) : loadFile(file);
    return { ...program, children };
  }
  const module: { readonly source?: unknown } = await import(pathToFileURL(file).href);
  if (typeof module.source !== "string") throw new Error(`${file} exports no source`);
  return programFromSource(name, module.source, children);
}

export function loadWitness(): BundledProgram {
  return loadFile(witnessFile);
}
