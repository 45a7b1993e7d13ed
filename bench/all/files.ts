/** Where results are kept, and the README that tells of them. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { usage } from "../../src/cli/usage.ts";
import type { CryptoResults, DarkPoolResults, DispatchResults, Results } from "./results.ts";
import { resultsSection, withSection } from "./section.ts";

/** Of the repository, whose README tells of what is in it. */
export const resultsFolder = fileURLToPath(new URL("../results", import.meta.url));
export const readmeFile = fileURLToPath(new URL("../../README.md", import.meta.url));

const darkPoolFile = "dark-pool.json";
const dispatchFile = "dispatch.json";
const cryptoFile = "crypto.json";

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export async function writeResults(folder: string, results: Results): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, darkPoolFile), json(results.darkPool));
  await writeFile(join(folder, dispatchFile), json(results.dispatch));
  await writeFile(join(folder, cryptoFile), json(results.crypto));
}

/** @throws CordonError USAGE */
export async function readResults(folder: string): Promise<Results> {
  const read = async (file: string): Promise<unknown> => {
    try {
      return JSON.parse(await readFile(join(folder, file), "utf8"));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw usage(
        `there are no results to go on from in ${folder} (${problem})`,
        "measure everything first: bench all, without --draw and --only, with the same --out",
      );
    }
  };
  return {
    darkPool: (await read(darkPoolFile)) as DarkPoolResults,
    dispatch: (await read(dispatchFile)) as DispatchResults,
    crypto: (await read(cryptoFile)) as CryptoResults,
  };
}

export async function writeCharts(folder: string, results: Results): Promise<void> {
  // Loaded only here: it takes as long to load as all the rest of the command.
  const { charts } = await import("./charts.ts");
  const files = Object.entries(charts(results));
  await Promise.all(files.map(([name, svg]) => writeFile(join(folder, name), svg)));
}

export async function writeReadme(results: Results): Promise<void> {
  const readme = await readFile(readmeFile, "utf8");
  await writeFile(readmeFile, withSection(readme, resultsSection(results)));
}
