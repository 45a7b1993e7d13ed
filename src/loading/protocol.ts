/** Messages between the host and the processes that read programs. */

import * as z from "zod";
import { limits } from "../limits.ts";

/** A position in the author's text; lines and columns count from 1. */
export interface Place {
  /** Path from the folder that the program may not leave; empty for a text that is no file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export const refusalCodes = [
  "MANIFEST",
  "PROGRAM_DEFAULT",
  "PROGRAM_FILE",
  "PROGRAM_FORBIDDEN",
  "PROGRAM_IMPORT",
  "PROGRAM_LIMIT",
  "PROGRAM_SIZE",
  "PROGRAM_SOURCE",
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export interface RefusalReply {
  readonly kind: "refused";
  readonly code: RefusalCode;
  /** In our words, with names that the author chose; of `PROGRAM_SIZE`, the number of bytes. */
  readonly problem: string;
  readonly place: Place | null;
}

/** A global that units do without, and the first place where the program uses it. */
export interface Use {
  readonly name: string;
  readonly place: Place;
}

export type Renamed = readonly [given: string, original: string];

/** A program that passed. */
export interface Verdict {
  readonly kind: "checked";
  readonly body: string;
  readonly isShared: boolean;
  /** Its modules, by path from the folder that the program may not leave. */
  readonly files: readonly string[];
  /** Where lines of the body come from, as `ProgramSource` has it; null if they are the first file's. */
  readonly table: readonly number[] | null;
  /** Names that the bundler gave to what other modules have names for, and the author's. */
  readonly names: readonly Renamed[];
  readonly uses: readonly Use[];
}

export type Checked = Verdict | RefusalReply;

export interface ModuleText {
  /** Path from the folder that the program may not leave. */
  readonly file: string;
  /** JavaScript, with types blanked, or data. */
  readonly text: string;
  /** How unused imports are treated: TypeScript drops them, because they may name types. */
  readonly language: "js" | "ts" | "json";
  /** Whether evaluating it does more than declare: its package says when it does not. */
  readonly hasSideEffects: boolean;
  /** The module's specifiers, each with the number of the module that it names; null: `cordon/unit`. */
  readonly imports: readonly (readonly [specifier: string, module: number | null])[];
}

/** A program of several modules, of which the first is the entry. */
export interface ModuleGraph {
  readonly kind: "modules";
  /** What the entry is: of CommonJS, the default export is found by other rules. */
  readonly entry: "module" | "commonjs";
  readonly modules: readonly ModuleText[];
}

/** A finding where a program was said to be. */
export interface Collected {
  /** JSON of its manifest; null for a module alone, and before it was read. */
  readonly head: { readonly manifest: string } | null;
  readonly found: Verdict | ModuleGraph | RefusalReply;
}

/** Where a program is. All paths are absolute, and real but for a manifest's own. */
export interface Location {
  /** A manifest or a module. */
  readonly file: string;
  readonly isManifest: boolean;
  /** The folder that its modules may not leave. */
  readonly within: string;
}

/** Checks one text. */
export interface CheckJob {
  readonly task: "check";
  readonly text: string;
}

/** Reads programs from their folders. */
export interface CollectJob {
  readonly task: "collect";
  readonly programs: readonly Location[];
}

/** Bundles what was read, and checks it. */
export interface LinkJob {
  readonly task: "link";
  /** Path of esbuild's module. */
  readonly esbuild: string;
  readonly graphs: readonly ModuleGraph[];
}

export type Job = CheckJob | CollectJob | LinkJob;

/** The answers to each task: one for each program, in order. */
export interface Replies {
  readonly check: readonly Checked[];
  readonly collect: readonly Collected[];
  readonly link: readonly Checked[];
}

const count = z.int().min(1);

const place = z.strictObject({ file: z.string(), line: count, column: count });

const refusal: z.ZodType<RefusalReply> = z.strictObject({
  kind: z.literal("refused"),
  code: z.enum(refusalCodes),
  problem: z.string(),
  place: place.nullable(),
});

const verdict: z.ZodType<Verdict> = z.strictObject({
  kind: z.literal("checked"),
  body: z.string(),
  isShared: z.boolean(),
  files: z.array(z.string()).max(limits.programModules),
  table: z
    .array(
      z
        .int()
        .min(0)
        .max(2 * limits.programSourceBytes),
    )
    .max(4 * limits.programPlaces)
    .nullable(),
  names: z
    .array(z.tuple([z.string().max(limits.renamedLength), z.string().max(limits.renamedLength)]))
    .max(limits.renamed),
  uses: z.array(z.strictObject({ name: z.string().max(64), place })).max(64),
});

const graph: z.ZodType<ModuleGraph> = z.strictObject({
  kind: z.literal("modules"),
  entry: z.enum(["module", "commonjs"]),
  modules: z.array(
    z.strictObject({
      file: z.string(),
      text: z.string(),
      language: z.enum(["js", "ts", "json"]),
      hasSideEffects: z.boolean(),
      imports: z.array(z.tuple([z.string(), z.int().min(0).nullable()])),
    }),
  ),
});

const collected: z.ZodType<Collected> = z.strictObject({
  head: z.strictObject({ manifest: z.string() }).nullable(),
  found: z.union([verdict, graph, refusal]),
});

const checked = z.union([verdict, refusal]);

export const replySchemas: { readonly [Task in Job["task"]]: z.ZodType<Replies[Task]> } = {
  check: z.array(checked),
  collect: z.array(collected),
  link: z.array(checked),
};
