/**
 * Bundles the modules of a program, all of them read and parsed before: esbuild sees neither the file
 * system nor a text that the parser has not passed.
 */

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { decodedMappings, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type * as esbuild from "esbuild";
import { limits } from "../../limits.ts";
import type { Checked, ModuleGraph, Place, Renamed, Verdict } from "../protocol.ts";
import { checkProgram } from "./check.ts";
import { absentText, unitModule, unitModuleText } from "./imports.ts";
import { Refusal } from "./refusal.ts";
import { requireKey } from "./requires.ts";
import { isInPackage } from "./resolve.ts";
import { parseModule } from "./typescript.ts";

type Esbuild = typeof esbuild;

const namespace = "program";
const unitPath = "unit";
/** Imports an entry of CommonJS as other modules would, so that its default export is found. */
const entryPath = "entry";
const entryText = `import program from "0";
export default typeof program === "object" && program !== null ? program.default : program;`;

/**
 * What a package requires and we have not looked for, as esbuild calculates what texts are: it throws when
 * it is required. No name of ours ends in a full stop.
 */
const absentPath = /^absent:([^]*)\.$/;

/** esbuild reads the source maps that comments name: the last one counts, and names nothing. */
const noSourceMap = "\n//# sourceMappingURL=data:,{}";

function moduleOf(graph: ModuleGraph, path: string): ModuleGraph["modules"][number] | undefined {
  return graph.modules[Number(path)];
}

/** Resolves and loads everything from memory. */
function fromMemory(graph: ModuleGraph): esbuild.Plugin {
  return {
    name: "from-memory",
    setup: (build) => {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        if (kind === "entry-point") {
          return { path: graph.entry === "module" ? "0" : entryPath, namespace };
        }
        if (importer === entryPath) return { path: "0", namespace };
        const isKnown = kind === "import-statement" || kind === "require-call";
        if (!isKnown) return { errors: [{ text: "this import is refused" }] };
        const key = kind === "require-call" ? requireKey(path) : path;
        const from = moduleOf(graph, importer);
        const target = new Map(from?.imports).get(key);
        if (
          target === undefined &&
          kind === "require-call" &&
          from !== undefined &&
          isInPackage(from.file)
        ) {
          return { path: `absent:${path}.`, namespace };
        }
        if (target === null) return { path: unitPath, namespace, sideEffects: false };
        const module = target === undefined ? undefined : graph.modules[target];
        if (module === undefined) return { errors: [{ text: "this import is refused" }] };
        return { path: String(target), namespace, sideEffects: module.hasSideEffects };
      });
      build.onLoad({ filter: /.*/ }, ({ path }) => {
        if (path === unitPath) return { contents: unitModuleText, loader: "js" };
        if (path === entryPath) return { contents: entryText, loader: "js" };
        const [, absent] = absentPath.exec(path) ?? [];
        if (absent !== undefined) return { contents: absentText(absent), loader: "js" };
        const module = moduleOf(graph, path);
        if (module === undefined) return { errors: [{ text: "there is no such module" }] };
        const { text, language } = module;
        return { contents: language === "json" ? text : text + noSourceMap, loader: language };
      });
    },
  };
}

function options(graph: ModuleGraph): esbuild.BuildOptions & { readonly write: false } {
  return {
    entryPoints: ["entry"],
    plugins: [fromMemory(graph)],
    // A folder that is not there: nothing is to be found in the one in which the process runs.
    absWorkingDir: resolve("/", "cordon", "no-such-folder"),
    outdir: resolve("/", "cordon", "no-such-folder"),
    tsconfigRaw: "{}",
    sourcemap: "external",
    sourcesContent: false,
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2024",
    charset: "utf8",
    // Other names of the same; modules that find none would make it of a text.
    define: {
      global: "globalThis",
      self: "globalThis",
      "process.env.NODE_ENV": '"production"',
    },
    legalComments: "none",
    logLevel: "silent",
  };
}

/** Which file a number in the bundler's messages and maps means. */
function fileOf(graph: ModuleGraph, name: string | null | undefined): string {
  const [, number = ""] = /(\d+)$/.exec(name ?? "") ?? [];
  return graph.modules[Number(number)]?.file ?? "";
}

/** Numbers of modules, in the order of the map's sources; -1 for what is ours. */
function numbersOf({ sources }: TraceMap): readonly number[] {
  return sources.map((name) => {
    const [, number = "-1"] = /(\d+)$/.exec(name ?? "") ?? [];
    return Number(number);
  });
}

/** Where lines of the bundle come from: a place for each line, and for each change of line within it. */
function tableOf(graph: ModuleGraph, trace: TraceMap): readonly number[] {
  const numbers = numbersOf(trace);
  const table: number[] = [];
  for (const [line, segments] of decodedMappings(trace).entries()) {
    let last = "";
    for (const [column, source = -1, original = -1] of segments) {
      const file = numbers[source] ?? -1;
      const place = `${file}:${original}`;
      if (place === last || file < 0 || file >= graph.modules.length) continue;
      last = place;
      table.push(line + 1, column + 1, file, original + 1);
      if (table.length === 4 * limits.programPlaces) return table;
    }
  }
  return table;
}

/** What the bundler renamed: the map names the original where the bundle has the other name. */
function renamedIn(text: string, trace: TraceMap): readonly Renamed[] {
  const lines = text.split("\n");
  const renamed = new Map<string, string>();
  for (const [line, segments] of decodedMappings(trace).entries()) {
    for (const [column, , , , name] of segments) {
      const original = name === undefined ? undefined : trace.names[name];
      if (original === undefined || original.length > limits.renamedLength) continue;
      const given = identifierAt(lines[line] ?? "", column);
      if (given !== undefined && given !== original) renamed.set(given, original);
      if (renamed.size === limits.renamed) return [...renamed];
    }
  }
  return [...renamed];
}

function identifierAt(line: string, column: number): string | undefined {
  const identifier = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
  identifier.lastIndex = column;
  const found = identifier.exec(line)?.[0];
  return found === undefined || found.length > limits.renamedLength ? undefined : found;
}

/** A verdict in terms of the modules. */
function located(graph: ModuleGraph, text: string, map: string, verdict: Verdict): Verdict {
  const trace = new TraceMap(map);
  const uses = verdict.uses.map(({ name, place }) => ({
    name,
    place: originalPlace(graph, trace, place),
  }));
  const files = graph.modules.map(({ file }) => file);
  const names = renamedIn(text, trace);
  return { ...verdict, files, table: tableOf(graph, trace), names, uses };
}

function originalPlace(graph: ModuleGraph, trace: TraceMap, place: Place): Place {
  const found = originalPositionFor(trace, { line: place.line, column: place.column - 1 });
  if (found.line === null) return { ...place, file: graph.modules[0]?.file ?? "" };
  return { file: fileOf(graph, found.source), line: found.line, column: found.column + 1 };
}

function isBuildFailure(error: unknown): error is esbuild.BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function refusalOf(graph: ModuleGraph, failure: esbuild.BuildFailure): Refusal {
  const [first] = failure.errors;
  const location = first?.location;
  const place = location
    ? { file: fileOf(graph, location.file), line: location.line, column: location.column + 1 }
    : null;
  const problem = (first?.text ?? "it cannot be bundled").replaceAll(
    /"?program:(\d+)"?/g,
    (_, number: string) => fileOf(graph, number) || unitModule,
  );
  return new Refusal("PROGRAM_SOURCE", problem, place);
}

async function link(bundler: Esbuild, graph: ModuleGraph): Promise<Checked> {
  try {
    const { outputFiles } = await bundler.build(options(graph)).catch((error: unknown) => {
      if (isBuildFailure(error)) throw refusalOf(graph, error);
      // It ended: it has the same limits as this process.
      const { readCpuSeconds, readDataMiB } = limits;
      const problem = `to bundle it takes more than ${readCpuSeconds} s or ${readDataMiB} MiB`;
      throw new Refusal("PROGRAM_LIMIT", problem);
    });
    const output = (suffix: string): string =>
      outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? "";
    const text = output(".js");
    if (Buffer.byteLength(text) > limits.programBytes) {
      throw new Refusal("PROGRAM_SIZE", String(Buffer.byteLength(text)));
    }
    try {
      return located(graph, text, output(".map"), checkProgram(parseModule(text, "js")));
    } catch (error) {
      if (!(error instanceof Refusal) || error.place === null) throw error;
      const place = originalPlace(graph, new TraceMap(output(".map")), error.place);
      throw new Refusal(error.code, error.message, place);
    }
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

/** @param path of esbuild's module, which the host has found */
export async function linkPrograms(
  path: string,
  graphs: readonly ModuleGraph[],
): Promise<readonly Checked[]> {
  const bundler = createRequire(path)(path) as Esbuild;
  // It is a process of its own, and would go on if this one were just killed.
  const timer = setTimeout(() => void bundler.stop().then(() => process.exit(1)), limits.readMs);
  try {
    const results: Checked[] = [];
    // One after the other: the memory of one is bounded, that of all together is not.
    // oxlint-disable-next-line no-await-in-loop
    for (const graph of graphs) results.push(await link(bundler, graph));
    return results;
  } finally {
    clearTimeout(timer);
    await bundler.stop();
  }
}
