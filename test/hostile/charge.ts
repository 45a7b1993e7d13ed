/**
 * What a hostile program is charged with: read from the comment at the head of its file, so that one
 * who reads the attack sees what is expected of the platform.
 *
 * | tag | meaning |
 * |---|---|
 * | `@expect holds` | it logs `ok`, never `BROKEN`, and nobody else notices |
 * | `@expect refused CODE` | it is not even loaded, for this reason |
 * | `@expect fault` | it ends in a fault of its own unit; its cell-mates keep their state |
 * | `@expect cell-lost` | its cell is stopped; other cells keep their state, cell-mates start anew |
 * | `@expect contained` | its cell may be stopped or not, as the machine is fast; it ends, others keep |
 * | `@expect process-killed` | nothing in the process stops it: it aborts, or the watchdog kills it |
 * | `@twin` | another unit of the program runs beside it, cleared for the secret |
 * | `@children names` | programs that its manifest names; `self` is the program itself |
 * | `@source` | the module exports the program's text as `source`, for what is no TypeScript |
 * | `@memory MiB` | memory limit of its cell |
 * | `@crossing ms` | time limit of its cell; short for what is meant to exceed it |
 * | `@slow` | it takes a second or more: left to `npm run test:hostile`, which the gate runs |
 * | `@open reason` | known not to hold yet: the test fails as soon as it does |
 */

import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const outcomes = [
  "holds",
  "refused",
  "fault",
  "cell-lost",
  "contained",
  "process-killed",
] as const;

export type Outcome = (typeof outcomes)[number];

export interface Charge {
  readonly file: string;
  /** Topic and name, as in `clock/date`. */
  readonly title: string;
  /** The name under which the program is deployed. */
  readonly name: string;
  readonly expect: Outcome;
  /** Error code of a refusal; empty for other outcomes. */
  readonly code: string;
  readonly twin: boolean;
  readonly children: readonly string[];
  readonly fromText: boolean;
  readonly memoryMiB: number;
  readonly crossingMs: number;
  readonly open: string | null;
  readonly slow: boolean;
}

const folder = fileURLToPath(new URL("./programs", import.meta.url));

const defaultMemoryMiB = 64;
/** Long, because a busy machine is no attack. */
const defaultCrossingMs = 1_000;

function isOutcome(text: string | undefined): text is Outcome {
  return outcomes.some((outcome) => outcome === text);
}

/** The values of the tags in the first comment, one line each. */
function tagsOf(text: string): ReadonlyMap<string, string> {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? "";
  const tags = [...comment.matchAll(/^ ?\*? *@([a-z]+)[ \t]*(.*)$/gm)];
  return new Map(tags.map(([, name = "", value = ""]) => [name, value.trim()]));
}

/** @throws Error if the file does not say what to expect */
export function readCharge(file: string): Charge {
  const tags = tagsOf(readFileSync(file, "utf8"));
  const name = basename(file, ".ts");
  const [expect, code = ""] = (tags.get("expect") ?? "").split(" ");
  if (!isOutcome(expect) || (code !== "") !== (expect === "refused")) {
    throw new Error(`${file}: its first comment needs @expect ${outcomes.join(" | ")}`);
  }
  const children = (tags.get("children") ?? "").split(" ").filter((child) => child !== "");
  return {
    file,
    title: `${relative(folder, dirname(file))}/${name}`,
    name,
    expect,
    code,
    twin: tags.has("twin"),
    children: children.map((child) => (child === "self" ? name : child)),
    fromText: tags.has("source"),
    memoryMiB: Number(tags.get("memory") ?? defaultMemoryMiB),
    crossingMs: Number(tags.get("crossing") ?? defaultCrossingMs),
    open: tags.get("open") ?? null,
    slow: tags.has("slow"),
  };
}

export function allCharges(): readonly Charge[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => readCharge(join(folder, path)));
}
