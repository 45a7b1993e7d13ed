/**
 * A step of the build: writes the scripts of cells beside the compiled modules, so that nobody who
 * installs the package has to bundle them.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { prebuiltPath, scriptNames, scriptText } from "./scripts.ts";

for (const name of scriptNames) {
  const path = prebuiltPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, scriptText(name));
}
