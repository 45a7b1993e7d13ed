/**
 * esbuild without the thread that it would start for synchronous calls: we make a handful, and the
 * thread takes longer to start (a tenth of a second) than all of them without it.
 */

import { createRequire } from "node:module";
import type * as esbuild from "esbuild";

type Esbuild = typeof esbuild;

const SWITCH = "ESBUILD_WORKER_THREADS";

let loaded: Esbuild | undefined;

function load(): Esbuild {
  const before = process.env[SWITCH];
  process.env[SWITCH] = "0";
  try {
    return createRequire(import.meta.url)("esbuild") as Esbuild;
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, SWITCH);
    else process.env[SWITCH] = before;
  }
}

/** esbuild's own; loaded when it is first needed, because that takes long and many never need it. */
export const buildSync: Esbuild["buildSync"] = (options) => {
  loaded ??= load();
  return loaded.buildSync(options);
};
