/** How a process is started that parses hostile texts. */

import { existsSync } from "node:fs";
import { sep } from "node:path";
import { limits } from "../limits.ts";

export interface Rights {
  /** Folders and files that it may read. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Whether it may start processes, which are not confined. */
  readonly processes: boolean;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

const wasmPageKiB = 64;
const shell = "/bin/sh";
/**
 * Sets the limits that only a process can set for itself, and becomes Node: esbuild's process inherits them.
 * No image of its memory is left behind; if the host's own limit of time is lower, that one stays. Not all
 * systems limit the memory (Linux does).
 */
const limited = `ulimit -c 0; ulimit -d ${limits.readDataMiB * 1024} 2> /dev/null; ulimit -t "$0"; exec "$@"`;

function below(folder: string): string {
  return `${folder.endsWith(sep) ? folder : folder + sep}*`;
}

function readable({ folders, files }: Rights): readonly string[] {
  return [...folders, ...folders.map(below), ...files];
}

/**
 * The command that runs a script without rights but these: Node refuses all else to it, the system ends
 * it after so many seconds of a processor, and V8 when its memory is used up.
 */
export function confined(rights: Rights, seconds: number, script: string): Command {
  const args = [
    "--permission",
    ...readable(rights).map((path) => `--allow-fs-read=${path}`),
    ...(rights.processes ? ["--allow-child-process"] : []),
    `--max-old-space-size=${limits.readMemoryMiB}`,
    `--wasm-max-mem-pages=${(limits.readMemoryMiB * 1024) / wasmPageKiB}`,
    "--no-warnings",
    "-e",
    script,
  ];
  const node = process.execPath;
  if (!existsSync(shell)) return { file: node, args };
  return { file: shell, args: ["-c", limited, String(seconds), node, ...args] };
}
