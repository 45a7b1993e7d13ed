/** What an operator passes, checked: platform options and deployments. */

import * as z from "zod";
import { CordonError, type ErrorCode, nameKind } from "../errors.ts";
import { isPrivilege, isTag, type Privilege, type Tag } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { ValueInput } from "../event/index.ts";
import { firstIssue, nameSchema } from "../unit/manifest.ts";
import type { FaultPolicy, Placement, TimeoutPolicy } from "./units.ts";

/** Bounds of one cell. */
export interface CellLimits {
  /** MiB; isolated-vm's least is 8. */
  readonly memoryMiB?: number;
  /** Processor time in ms that one crossing may take. */
  readonly crossingMs?: number;
}

export interface PlatformOptions {
  /** Where units run unless they are deployed otherwise; `owner` if left out. */
  readonly placement?: Placement;
  /**
   * Makes runs repeatable: tag ids and random sequences are derived from it. Leave it out where tag
   * ids must not be guessed; then 256 random bits are drawn.
   */
  readonly seed?: number;
  readonly cell?: CellLimits;
  /**
   * Whether a thread ends the process, with a message, when a call into a cell never returns; true if left
   * out. Leave it on unless something outside the process does the same.
   */
  readonly watchdog?: boolean;
}

export interface LabelInput {
  readonly secrecy?: readonly Tag[];
  readonly integrity?: readonly Tag[];
}

export interface GrantInput {
  readonly tag: Tag;
  readonly privilege: Privilege;
  /** Last event time in ms at which it holds; for ever if left out. */
  readonly until?: number;
}

export interface Deployment {
  /** Name of a program that was added. */
  readonly program: string;
  /** Unique on the platform. */
  readonly name: string;
  /** Units of one owner may share a cell; the unit's name if left out. */
  readonly owner?: string;
  /** Contamination of its state; public if left out. */
  readonly input?: LabelInput;
  /** What it emits carries; as the input if left out. */
  readonly output?: LabelInput;
  readonly privileges?: readonly GrantInput[];
  readonly config?: ValueInput;
  readonly placement?: Placement;
  /** Bounds of its cell, if the cell is made for it. */
  readonly cell?: CellLimits;
  /** `restart` if left out. */
  readonly onFault?: FaultPolicy;
  /** The policy for a unit that takes too much processor time; `quarantine` if left out. */
  readonly onTimeout?: TimeoutPolicy;
  readonly eventsPerDelivery?: number;
}

const tagSchema = z.custom<Tag>(isTag, "not a tag: make it with createTag");
const labelSchema = z.strictObject({
  secrecy: z.array(tagSchema).readonly().optional(),
  integrity: z.array(tagSchema).readonly().optional(),
});
const placementSchema = z.union(
  [z.enum(["shared", "owner", "unit"]), z.strictObject({ group: nameSchema })],
  'use "shared", "owner", "unit" or { group: name }',
);
const cellSchema = z.strictObject({
  memoryMiB: z.number().int().min(8).max(65_536).optional(),
  crossingMs: z.number().int().min(1).max(600_000).optional(),
});
const optionsSchema = z.strictObject({
  placement: placementSchema.optional(),
  seed: z.number().int().min(0).optional(),
  cell: cellSchema.optional(),
  watchdog: z.boolean().optional(),
});
const deploymentSchema = z.strictObject({
  program: nameSchema,
  name: nameSchema,
  owner: nameSchema.optional(),
  input: labelSchema.optional(),
  output: labelSchema.optional(),
  privileges: z
    .array(
      z.strictObject({
        tag: tagSchema,
        privilege: z.custom<Privilege>(isPrivilege, 'use "t+", "t-", "t+auth" or "t-auth"'),
        until: z.number().optional(),
      }),
    )
    .max(limits.privilegeTags)
    .readonly()
    .optional(),
  config: z.unknown().optional(),
  placement: placementSchema.optional(),
  cell: cellSchema.optional(),
  onFault: z.enum(["restart", "quarantine", "continue"]).optional(),
  onTimeout: z.enum(["quarantine", "restart"]).optional(),
  eventsPerDelivery: z.number().int().min(0).max(16_000).optional(),
});

function check(schema: z.ZodType, input: unknown, code: ErrorCode, name: string): void {
  const result = schema.safeParse(input);
  if (!result.success) throw new CordonError(code, { name, problem: firstIssue(result.error) });
}

/** @throws CordonError PLATFORM_OPTION */
export function checkOptions(options: PlatformOptions): void {
  check(optionsSchema, options, "PLATFORM_OPTION", "the platform");
}

/** @throws CordonError DEPLOY */
export function checkDeployment(deployment: Deployment): void {
  const name: unknown = (deployment as Deployment | null | undefined)?.name;
  check(deploymentSchema, deployment, "DEPLOY", typeof name === "string" ? name : "a unit");
}

/** A part has no other fields. A misspelt `label` would make it public, without a word. */
const partFields: readonly string[] = ["name", "data", "label", "privileges"];

/** @throws CordonError EDGE_PART */
export function checkPart(part: unknown): void {
  if (typeof part !== "object" || part === null) {
    throw new CordonError("EDGE_PART", { problem: `${nameKind(part)} is no part` });
  }
  for (const field in part) {
    if (partFields.includes(field)) continue;
    throw new CordonError("EDGE_PART", { problem: `a part has no field ${field}` });
  }
}

const grantFields: readonly string[] = ["tag", "privilege", "until"];

/** A misspelt `until` would make a privilege one for ever, without a word. @throws CordonError PRIVILEGE_KIND */
export function checkGrant(grant: unknown): void {
  if (typeof grant !== "object" || grant === null) return;
  for (const field in grant) {
    if (grantFields.includes(field)) continue;
    throw new CordonError("PRIVILEGE_KIND", { what: `an object with a field ${field}` });
  }
}

const edgeSchema = z.strictObject({ clearance: z.unknown().optional() });

/** @throws CordonError EDGE_OPTION */
export function checkEdgeOptions(options: unknown): void {
  check(edgeSchema, options, "EDGE_OPTION", "the subscription");
}

const programSchema = z.strictObject({
  name: nameSchema,
  body: z.string(),
  isShared: z.boolean(),
  children: z.array(nameSchema).readonly(),
  source: z
    .strictObject({
      files: z.array(z.string()).readonly(),
      table: z.array(z.number()).readonly().nullable(),
      names: z.array(z.tuple([z.string(), z.string()]).readonly()).readonly(),
    })
    .optional(),
  warnings: z.array(z.string()).readonly().optional(),
});

/** @throws CordonError PROGRAM_KIND */
export function checkProgram(program: unknown): void {
  check(programSchema, program, "PROGRAM_KIND", "the program");
}

/** The limits of a cell: of each the first that is given. */
export function cellLimits(...inputs: readonly (CellLimits | undefined)[]): Required<CellLimits> {
  const first = (name: keyof CellLimits): number | undefined =>
    inputs.find((input) => input?.[name] !== undefined)?.[name];
  return {
    memoryMiB: first("memoryMiB") ?? limits.cellMemoryMiB,
    crossingMs: first("crossingMs") ?? limits.crossingMs,
  };
}
