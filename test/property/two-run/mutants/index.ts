/** All mutants. */

import { kernelMutants } from "./kernels.ts";
import { labelMutants } from "./labels.ts";
import { lifeMutants } from "./lives.ts";
import type { Mutant } from "./mutant.ts";
import { neighbourMutants } from "./neighbours.ts";
import { privilegeMutants } from "./privileges.ts";
import { sharedMutants } from "./shared.ts";

export const mutants: readonly Mutant[] = [
  ...labelMutants,
  ...privilegeMutants,
  ...lifeMutants,
  ...sharedMutants,
  ...kernelMutants,
  ...neighbourMutants,
];
