/**
 * The main module of a process that reads programs. It serves one call of the host's, for programs of one
 * owner, and ends. The host gives it its script and its job on the standard input.
 */

import { writeSync } from "node:fs";
import type { Job, Verdict } from "../protocol.ts";
import { checkProgram } from "./check.ts";
import { collectPrograms } from "./collect.ts";
import { linkPrograms } from "./link.ts";
import { orRefusal } from "./refusal.ts";
import { refuseRequire } from "./requires.ts";
import { parseModule } from "./typescript.ts";

function checkText(text: string): Verdict {
  const parsed = parseModule(text, "ts");
  refuseRequire(parsed);
  return checkProgram(parsed);
}

async function answer(job: Job): Promise<unknown> {
  switch (job.task) {
    case "check":
      return [orRefusal(() => checkText(job.text))];
    case "collect":
      return collectPrograms(job.programs);
    case "link":
      return linkPrograms(job.esbuild, job.graphs);
  }
}

function write(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      // The pipe is full for a moment.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}

export async function main(input: string): Promise<void> {
  write(JSON.stringify(await answer(JSON.parse(input) as Job)));
  process.exit(0);
}
