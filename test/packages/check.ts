/**
 * `npm run check:packages`: programs that use packages compute in a unit what they compute in Node.
 * With `--json` it prints a list of `{ name, version, ok }`, and what went wrong where it did.
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createPlatform, loadProgram } from "../../src/index.ts";
import { toJson } from "../../src/cli/printer.ts";
import type { Value } from "../../src/event/index.ts";

export interface PackageResult {
  readonly name: string;
  readonly version: string;
  readonly ok: boolean;
  readonly problem?: string;
}

const folder = fileURLToPath(new URL("programs", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Names of packages: each file is named after one. */
export const packageNames: readonly string[] = readdirSync(folder).map((file) =>
  basename(file, ".ts"),
);

function versionOf(name: string): string {
  const text = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

interface Computation {
  readonly compute: () => unknown;
}

async function inNode(file: string): Promise<string> {
  const module = (await import(pathToFileURL(file).href)) as Computation;
  return JSON.stringify(module.compute());
}

function inUnit(file: string): string {
  const platform = createPlatform({ seed: 1 });
  try {
    const results: string[] = [];
    const problems: string[] = [];
    platform.notifications.on("fault", ({ message, stack }) =>
      problems.push(`${message} at ${stack.join(", ")}`),
    );
    platform.addProgram({ ...loadProgram(file, { within: root }), name: "computation" });
    platform.deploy({ program: "computation", name: "computation" });
    platform.subscribe({ part: "type", equals: "result" }, ({ result }) => {
      results.push(JSON.stringify(toJson(result as Value)));
    });
    platform.publish([{ name: "type", data: "compute" }], 0);
    platform.settle();
    return results[0] ?? `nothing: ${problems.join("; ")}`;
  } finally {
    platform.close();
  }
}

async function checkPackage(name: string): Promise<PackageResult> {
  const file = join(folder, `${name}.ts`);
  const version = versionOf(name);
  try {
    const expected = await inNode(file);
    const found = inUnit(file);
    if (found === expected) return { name, version, ok: true };
    return { name, version, ok: false, problem: `Node: ${expected}\nunit: ${found}` };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { name, version, ok: false, problem };
  }
}

export async function checkPackages(
  names: readonly string[] = packageNames,
): Promise<readonly PackageResult[]> {
  const results: PackageResult[] = [];
  // oxlint-disable-next-line no-await-in-loop -- each loads a program, with a process of its own
  for (const name of names) results.push(await checkPackage(name));
  return results;
}

function tell(results: readonly PackageResult[]): string {
  return results
    .map(({ name, version, ok, problem = "" }) => {
      const line = `${ok ? "ok    " : "failed"}  ${name} ${version}`;
      return problem === "" ? line : `${line}\n${problem.replaceAll(/^/gm, "        ")}`;
    })
    .join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = await checkPackages();
  const isJson = process.argv.includes("--json");
  process.stdout.write(`${isJson ? JSON.stringify(results) : tell(results)}\n`);
  if (!results.every(({ ok }) => ok)) process.exitCode = 1;
}
