/**
 * A step of the build: writes the scripts of cells beside the modules, and what V8 compiles them to, so
 * that nobody who installs the package has to bundle them. Another V8 than the one that built them,
 * or one with other flags (as without `--no-node-snapshot`), takes the text and compiles it anew.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { compileScript, prebuiltPath, scriptNames, scriptText } from "./scripts.ts";

for (const name of scriptNames) {
  const path = prebuiltPath(name, "js");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, scriptText(name));
  writeFileSync(prebuiltPath(name, "code"), new Uint8Array(compileScript(name)));
}
