/**
 * Processes that read programs: whatever parses a hostile text does so in one of them. Each serves one
 * call, for programs of one owner, with an empty environment, limits of time and memory, and no rights
 * but those that its task needs.
 */

import { spawnSync } from "node:child_process";
import { dirname, parse } from "node:path";
import { CordonError } from "../errors.ts";
import { limits } from "../limits.ts";
import { findBundler } from "./bundler.ts";
import { confined, type Rights } from "./confinement.ts";
import { type Job, type Replies, replySchemas } from "./protocol.ts";
import { scriptText } from "./script.ts";

/** Runs the script that stands first on the standard input, its length before it, with what follows. */
const boot = `const input = require("node:fs").readFileSync(0, "utf8");
const from = input.indexOf("\\n") + 1, to = from + Number(input.slice(0, from));
const script = new (require("node:vm").Script)("(function(require,module){" + input.slice(from, to) + "})", { filename: "cordon:reader" });
const module_ = { exports: {} };
script.runInThisContext()(require, module_);
void module_.exports.main(input.slice(to));`;

/** A shell adds the number of the signal that ended a process. */
const signalled = 128;

/** Characters of a reply for each byte that a program may have: text in JSON, twice. */
const replyFactor = 8;

function rightsOf(job: Job): Rights {
  switch (job.task) {
    case "check":
      return { folders: [], files: [], processes: false };
    case "collect": {
      // Of an open file, the system says there which one it is.
      const files = process.platform === "linux" ? ["/proc/self/fd"] : [];
      return { folders: job.programs.map(({ within }) => within), files, processes: false };
    }
    case "link": {
      const { module, binary } = findBundler();
      const folders = [
        dirname(dirname(module)),
        ...(binary === undefined ? [] : [dirname(binary)]),
      ];
      return { folders, files: [], processes: true };
    }
  }
}

/** Nothing that the host has in its own, in which secrets are. */
function environment(job: Job): NodeJS.ProcessEnv {
  const binary = job.task === "link" ? findBundler().binary : undefined;
  return {
    ...(binary !== undefined && { ESBUILD_BINARY_PATH: binary }),
    // Without it, Windows starts no process that needs randomness.
    ...(process.platform === "win32" && { SystemRoot: process.env["SystemRoot"] ?? "" }),
  };
}

/** How many programs a job is about. */
function countOf(job: Job): number {
  if (job.task === "check") return 1;
  return job.task === "collect" ? job.programs.length : job.graphs.length;
}

function parseReply<Task extends Job["task"]>(task: Task, output: string): Replies[Task] | null {
  try {
    return replySchemas[task].parse(JSON.parse(output));
  } catch {
    return null;
  }
}

/**
 * Does a job in a process of its own.
 *
 * @returns null if the process ended before it was done: what it read was too much for it
 * @throws CordonError LOADER
 */
export function runReader<Task extends Job["task"]>(
  job: Extract<Job, { readonly task: Task }>,
): Replies[Task] | null {
  const script = scriptText();
  const count = countOf(job);
  const share = 1 + (count - 1) / 5;
  const seconds = Math.ceil(limits.readCpuSeconds * share);
  const { file, args } = confined(rightsOf(job), seconds, boot);
  const { error, stdout, signal, status } = spawnSync(file, args, {
    input: `${script.length}\n${script}${JSON.stringify(job)}`,
    cwd: parse(process.execPath).root,
    env: environment(job),
    stdio: ["pipe", "pipe", "ignore"],
    encoding: "utf8",
    maxBuffer: replyFactor * limits.programSourceBytes * count,
    timeout: limits.readMs * share,
    killSignal: "SIGKILL",
    windowsHide: true,
  });
  const code = error !== undefined && "code" in error ? error.code : undefined;
  if (error !== undefined && code !== "ETIMEDOUT" && code !== "ENOBUFS") {
    throw new CordonError("LOADER", { problem: error.message });
  }
  // Signals and these numbers are what limits and V8's own end of memory leave behind.
  if (error !== undefined || signal !== null || (status ?? 0) > signalled) return null;
  const reply = status === 0 ? parseReply<Task>(job.task, stdout) : null;
  if (reply === null) throw new CordonError("LOADER", { problem: `it ended with ${status ?? 0}` });
  return reply;
}
