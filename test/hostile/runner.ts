/**
 * Runs attacks in processes under a watchdog, a few at a time. Attacks that are to harm nobody share
 * processes, one after the other; each of the others has a fresh one.
 */

import { availableParallelism } from "node:os";
import { CordonError } from "cordon";
import { AttackProcess, type Ending } from "./attack-process.ts";
import type { Charge } from "./charge.ts";
import { judge } from "./judge.ts";
import { loadCharge, loadWitness, type Prepared } from "./load.ts";
import { tellsSecret } from "./secret.ts";

/** Attacks in one process: few enough that one which leaves something behind is soon found. */
const attacksPerProcess = 20;

/** Lets so many tasks run at once. */
class Turnstile {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

const turnstile = new Turnstile(Math.max(2, availableParallelism()));

/** Processes that wait for their next attack. */
const idle: AttackProcess[] = [];

let witness: Prepared["witness"] | undefined;

async function prepare(charge: Charge): Promise<Prepared> {
  witness ??= loadWitness();
  return { program: await loadCharge(charge), witness };
}

function isHarmless({ expect }: Charge): boolean {
  return expect === "holds" || expect === "fault";
}

async function runProcess(charge: Charge): Promise<Ending> {
  const prepared = await prepare(charge);
  const attacked = (isHarmless(charge) ? idle.pop() : undefined) ?? new AttackProcess();
  const ending = await attacked.run(charge, prepared);
  const isGood = isHarmless(charge) && ending.problems?.length === 0;
  if (isGood && attacked.attacks < attacksPerProcess && !attacked.hasEnded) idle.push(attacked);
  else attacked.kill();
  return ending;
}

function judgeEnding({ expect }: Charge, ending: Ending): readonly string[] {
  const { output, problems, code, past } = ending;
  if (expect !== "process-killed") {
    return (
      problems ?? [`the process ended: ${code}, after ${past.join(", ") || "no other attack"}`]
    );
  }
  const found: string[] = [];
  if (!/^attack$/m.test(output)) found.push("it ended before the attack");
  if (code === "0" || problems !== null) found.push("the process lived on");
  if (tellsSecret(output)) found.push("it leaked before it died");
  return found;
}

export interface Verdict {
  /** What is wrong; nothing, if all is as it should be. */
  readonly problems: readonly string[];
  /** What the process said, for whoever reads a failing test. */
  readonly output: string;
}

/** A program that is to be refused runs nowhere: processes of the platform's own look at its text. */
async function runRefused(charge: Charge): Promise<Verdict> {
  try {
    await loadCharge(charge);
    return { problems: ["it was not refused"], output: "" };
  } catch (error) {
    if (!(error instanceof CordonError)) throw error;
    return { problems: judge(charge, { refusal: error.code }), output: error.message };
  }
}

export async function run(charge: Charge): Promise<Verdict> {
  if (charge.expect === "refused") return runRefused(charge);
  await turnstile.enter();
  try {
    const ending = await runProcess(charge);
    return { problems: judgeEnding(charge, ending), output: ending.output };
  } finally {
    turnstile.leave();
  }
}

/** Ends the processes that wait. */
export function endRunner(): void {
  for (const waiting of idle.splice(0)) waiting.kill();
}
