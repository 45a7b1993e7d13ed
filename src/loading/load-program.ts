/** Loading programs: from a folder, a file or a text to one checked function body without imports. */

import { realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import { CordonError } from "../errors.ts";
import { limits } from "../limits.ts";
import { type Manifest, parseManifest } from "../unit/manifest.ts";
import type { BundledProgram } from "../unit/program.ts";
import { checkArguments } from "./arguments.ts";
import { findBundler } from "./bundler.ts";
import { isInside } from "./paths.ts";
import { refusalOf } from "../unit/globals.ts";
import { printable } from "../unit/printable.ts";
import type {
  Checked,
  Collected,
  Location,
  ModuleGraph,
  Place,
  RefusalReply,
  Verdict,
} from "./protocol.ts";
import { runReader } from "./reader.ts";
import { Verdicts } from "./verdicts.ts";

export interface LoadOptions {
  /**
   * The folder that the program's modules may not leave, if not its own: that of its manifest, or of the
   * module. For programs of yours that share modules; what is below it may become part of the program.
   */
  readonly within?: string;
}

/** A program as it is named in messages. */
interface Subject {
  readonly name: string;
  /** How the operator names the folder in which its files are; empty for a text. */
  readonly folder: string;
  /** The file of a place that names none. */
  readonly file: string;
}

/** @param path from the folder; empty for a text that is no file */
function fileOf({ folder, file }: Subject, path: string): string {
  return path === "" ? file : printable(join(folder, path), "end");
}

function whereOf(subject: Subject, place: Place | null): string {
  if (place === null) return subject.file;
  return `${fileOf(subject, place.file)}:${place.line}:${place.column}`;
}

function refuse(subject: Subject, { code, place, ...reply }: RefusalReply): never {
  const { name } = subject;
  // Parsers quote names of the author's, which may be long and strange.
  const problem = printable(reply.problem);
  const where = whereOf(subject, place);
  switch (code) {
    case "MANIFEST":
      throw new CordonError(code, { name: subject.file, problem });
    case "PROGRAM_FILE":
      throw new CordonError(code, { file: place === null ? subject.file : where, problem });
    case "PROGRAM_SIZE":
      throw new CordonError(code, { name, where, size: problem, limit: limits.programBytes });
    default:
      throw new CordonError(code, { name, problem, where });
  }
}

/** Why the process that read a program ended: what the program made it do, for it does nothing else. */
const endedEarly: RefusalReply = {
  kind: "refused",
  code: "PROGRAM_LIMIT",
  problem: `to read it takes more than ${limits.readCpuSeconds} s or ${limits.readMemoryMiB} MiB`,
  place: null,
};

/** What the program uses and units do without, where it is used first. */
function warningsOf(subject: Subject, { uses }: Verdict): readonly string[] {
  return uses.map(({ name, place }) => `${whereOf(subject, place)}: ${refusalOf(name)}`);
}

function programOf(
  subject: Subject,
  name: string,
  verdict: Verdict,
  children: readonly string[],
): BundledProgram {
  const { body, isShared, files, table, names } = verdict;
  const shown = files.map((file) => fileOf(subject, file));
  return Object.freeze({
    name,
    body,
    isShared,
    children: Object.freeze([...children]),
    source: Object.freeze({
      files: Object.freeze(shown),
      table: table === null ? null : Object.freeze(table),
      names: Object.freeze(names),
    }),
    warnings: Object.freeze(warningsOf(subject, verdict)),
  });
}

function fileError(file: string, error: unknown): CordonError {
  const ours = error instanceof Error ? error.message : "";
  const problem = error instanceof Error && "code" in error ? String(error.code) : ours;
  return new CordonError("PROGRAM_FILE", { file: printable(file, "end"), problem });
}

/** Characters of a program's name. */
const mostName = 64;

/** A path as the operator would write it. */
function displayed(path: string): string {
  const short = relative(process.cwd(), path);
  if (short === "") return ".";
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** The name of a module alone: that of its file, with a dash for what names do not hold. */
function programName(path: string): string {
  const name = basename(path, extname(path)).replace(/[^A-Za-z0-9._-]+/g, "-");
  return name.replace(/^[^A-Za-z0-9]+/, "").slice(0, mostName) || "program";
}

interface Found {
  readonly location: Location;
  readonly subject: Subject;
}

/** Follows the operator's path, which may be a link; no file is opened. */
function locate(path: string, { within }: LoadOptions): Found {
  try {
    const isFolder = statSync(path).isDirectory();
    const given = isFolder ? join(path, "manifest.json") : path;
    const isManifest = extname(given) === ".json";
    // A manifest's own links are its author's; a module alone is what the operator named.
    const file = isManifest
      ? join(realpathSync.native(dirname(given)), basename(given))
      : realpathSync.native(given);
    const folder = within === undefined ? dirname(file) : realpathSync.native(resolve(within));
    if (!isInside(folder, file))
      throw new Error("it is outside the folder that it is to stay within");
    const name = isManifest ? basename(dirname(file)) : programName(path);
    const subject = {
      name: printable(name),
      folder: displayed(folder),
      file: printable(given, "end"),
    };
    return { location: { file, isManifest, within: folder }, subject };
  } catch (error) {
    throw fileError(path, error);
  }
}

interface Read {
  readonly subject: Subject;
  readonly children: readonly string[];
  readonly name: string;
  readonly found: Verdict | ModuleGraph;
}

function manifestOf({ subject }: Found, head: Collected["head"]): Manifest {
  if (head === null) return { name: subject.name, program: "", children: [] };
  return parseManifest(JSON.parse(head.manifest), subject.file);
}

function readPrograms(all: readonly Found[]): readonly Read[] {
  const replies = runReader({ task: "collect", programs: all.map(({ location }) => location) });
  return all.map((it, at) => {
    const { head, found } = replies?.[at] ?? { head: null, found: endedEarly };
    if (found.kind === "refused" && head === null) refuse(it.subject, found);
    const { name, children } = manifestOf(it, head);
    const subject = { ...it.subject, name };
    if (found.kind === "refused") refuse(subject, found);
    return { subject, name, children, found };
  });
}

function link(graphs: readonly ModuleGraph[]): readonly Checked[] | null {
  return runReader({ task: "link", graphs, esbuild: findBundler().module });
}

/** Of programs of one owner: they are read in one process, and bundled in another. */
function load(paths: readonly string[], options: LoadOptions): readonly BundledProgram[] {
  if (paths.length === 0) return [];
  const read = readPrograms(paths.map((path) => locate(path, options)));
  const graphs = read.map(({ found }) => found).filter((it) => it.kind === "modules");
  const linked = graphs.length === 0 ? [] : link(graphs);
  let next = 0;
  return read.map(({ subject, name, children, found }) => {
    const verdict = found.kind === "modules" ? (linked?.[next++] ?? endedEarly) : found;
    if (verdict.kind === "refused") refuse(subject, verdict);
    return programOf(subject, name, verdict, children);
  });
}

/**
 * Loads a program from a folder with a `manifest.json`, from a manifest, or from a module alone
 * (TypeScript or JavaScript), which is then named after its file and has no children.
 *
 * It is read, bundled with the modules that it imports and checked in processes that serve this call
 * only. Its modules may not leave its folder, unless `options.within` says otherwise.
 *
 * @throws CordonError PROGRAM_FILE, PROGRAM_SOURCE, PROGRAM_FORBIDDEN, PROGRAM_IMPORT, PROGRAM_LIMIT,
 * PROGRAM_SIZE, PROGRAM_DEFAULT, PROGRAM_ARGUMENT, MANIFEST, LOADER
 */
export function loadProgram(path: string, options: LoadOptions = {}): BundledProgram {
  checkArguments("loadProgram", { path, options });
  const [program] = load([path], options);
  if (program === undefined) throw new CordonError("INTERNAL", { problem: "no program" });
  return program;
}

/**
 * Loads several programs of one owner, as `loadProgram` does one, in the time of little more than one.
 * Not for programs of owners who distrust each other: the same process reads all of them.
 *
 * @throws CordonError as `loadProgram`, for the first that is refused
 */
export function loadPrograms(
  paths: readonly string[],
  options: LoadOptions = {},
): readonly BundledProgram[] {
  checkArguments("loadPrograms", { paths, options });
  return load(paths, options);
}

const verdicts = new Verdicts();

/**
 * Makes a program of a finished text: one module, JavaScript or TypeScript, that imports nothing but
 * `cordon/unit`. It is checked in a process that serves this call only.
 *
 * @throws CordonError PROGRAM_SOURCE, PROGRAM_FORBIDDEN, PROGRAM_IMPORT, PROGRAM_LIMIT, PROGRAM_SIZE,
 * PROGRAM_DEFAULT, PROGRAM_ARGUMENT, LOADER
 * @example programFromSource("echo", `import { defineProgram } from "cordon/unit"; …`)
 */
export function programFromSource(
  name: string,
  text: string,
  children: readonly string[] = [],
): BundledProgram {
  checkArguments("programFromSource", { name, text, children });
  const subject = { name: printable(name), folder: "", file: `${printable(name)}.ts` };
  const size = Buffer.byteLength(text);
  if (size > limits.programBytes) {
    const { name: named, file: where } = subject;
    throw new CordonError("PROGRAM_SIZE", { name: named, where, size, limit: limits.programBytes });
  }
  const known = verdicts.get(text);
  if (known !== undefined) return programOf(subject, name, known, children);
  const [checked = endedEarly] = runReader({ task: "check", text }) ?? [];
  if (checked.kind === "refused") refuse(subject, checked);
  verdicts.set(text, checked);
  return programOf(subject, name, checked, children);
}
