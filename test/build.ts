/** Builds the package before the first test: hostile programs attack what is shipped. */

import { execSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What the build is made of, and the last file that it writes. */
const sources = ["src", "isolation", "units", "package.json", "package-lock.json"];
const last = join(root, "dist", "isolation", "cell", "scripts", "realm.code");

function changedAt(path: string): number {
  const { mtimeMs } = statSync(path);
  const below = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((it) => join(path, it))
    : [];
  return Math.max(mtimeMs, ...below.map((it) => statSync(it).mtimeMs));
}

export function setup(): void {
  const changed = Math.max(...sources.map((it) => changedAt(join(root, it))));
  if (existsSync(last) && statSync(last).mtimeMs > changed) return;
  execSync("npm run --silent build", { cwd: root, stdio: "inherit" });
}
