/** Manifests: what an operator's files say about a program. */

import * as z from "zod";
import { CordonError } from "../errors.ts";

/** Names of programs, units and owners: readable in a table and safe in a file name. */
export const nameSchema: z.ZodString = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "use 1 to 64 letters, digits, dots, dashes, underscores",
  );

const manifestSchema = z.strictObject({
  name: nameSchema,
  program: z.string().min(1),
  children: z.array(nameSchema).default([]),
});

export interface Manifest {
  readonly name: string;
  /** Path of the program's module, relative to the manifest. */
  readonly program: string;
  /** Names of the programs that its units may instantiate. */
  readonly children: readonly string[];
}

/** The first problem that a schema found, with the field that it is about. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "unknown problem";
  const where = issue.path.map(String).join(".");
  return where === "" ? issue.message : `${where}: ${issue.message}`;
}

/** @throws CordonError MANIFEST */
export function parseManifest(input: unknown, name: string): Manifest {
  const result = manifestSchema.safeParse(input);
  if (!result.success)
    throw new CordonError("MANIFEST", { name, problem: firstIssue(result.error) });
  return result.data;
}
