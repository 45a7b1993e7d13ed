/** The benches of the dispatcher, which are a command of their own, in a process of their own. */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { describeMachine } from "../../src/cli/machine.ts";
import type { DispatchResults } from "./results.ts";

export const dispatchCommandName = "dispatch";

const outputSchema = z.looseObject({
  machine: z.looseObject({
    cpu: z.string(),
    cores: z.number(),
    memoryMiB: z.number(),
    system: z.string(),
    node: z.string(),
  }),
  results: z.array(
    z.looseObject({
      name: z.string(),
      variant: z.string(),
      nsPerOperation: z.number(),
      marginPercent: z.number(),
      samples: z.number(),
    }),
  ),
});

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

export async function measureDispatch(smoke: boolean): Promise<DispatchResults> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--no-node-snapshot",
      "--expose-gc",
      main,
      dispatchCommandName,
      "--json",
      ...(smoke ? ["--smoke"] : []),
    ],
    { maxBuffer: 64 * 2 ** 20 },
  );
  return { ...outputSchema.parse(JSON.parse(stdout)), note: null };
}

export function noDispatch(why: string): DispatchResults {
  return { machine: describeMachine(), results: [], note: why };
}
