/** Builds the package before the first test: hostile programs attack what is shipped. */

import { execSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export function setup(): void {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  execSync("npm run --silent build", { cwd, stdio: "inherit" });
}
