/** Arguments of the calls that load programs, checked before any file is looked at. */

import * as z from "zod";
import { CordonError } from "../errors.ts";
import { firstIssue } from "../unit/manifest.ts";

const path = z.string().min(1, "an empty path");
const options = z.strictObject({ within: path.optional() });

type Call = "loadProgram" | "loadPrograms" | "programFromSource";

const schemas: Readonly<Record<Call, z.ZodType>> = {
  loadProgram: z.strictObject({ path, options }),
  loadPrograms: z.strictObject({ paths: z.array(path), options }),
  programFromSource: z.strictObject({
    name: z.string(),
    text: z.string(),
    children: z.array(z.string()),
  }),
};

/** @throws CordonError PROGRAM_ARGUMENT */
export function checkArguments(call: Call, given: Readonly<Record<string, unknown>>): void {
  const { error } = schemas[call].safeParse(given);
  if (error !== undefined) {
    throw new CordonError("PROGRAM_ARGUMENT", { call, problem: firstIssue(error) });
  }
}
