#!/usr/bin/env node
/**
 * Starts Cordon on a Node that can run it: this one, or the one that the package `node` brings.
 * Plain JavaScript for old versions of Node, which have to get as far as the message below.
 */

import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const leastMajor = 24;
/** isolated-vm asks for it. */
const flag = "--no-node-snapshot";
const root = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))));

/** The source where Node takes types off by itself, which it does not do below node_modules. */
function entry() {
  const source = join(root, "src", "cli", "main.ts");
  const installed = root.split(sep).includes("node_modules");
  return installed || !existsSync(source) ? join(root, "dist", "src", "cli", "main.js") : source;
}

/** The binary of the package `node`, if it is installed beside Cordon. */
function pinnedNode() {
  try {
    const manifest = createRequire(join(root, "package.json")).resolve("node/package.json");
    const binary = join(dirname(manifest), "bin", "node");
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

function findNode() {
  const major = Number(process.versions.node.split(".")[0]);
  return major >= leastMajor ? process.execPath : pinnedNode();
}

function fail(code, problem, remedy) {
  process.stderr.write(`error ${code}: ${problem}\n  ${remedy}\n`);
  process.exit(1);
}

const node = findNode();
if (node === null) {
  fail(
    "NODE_VERSION",
    `Cordon needs Node ${leastMajor} or later; this is ${process.version}`,
    `install Node ${leastMajor} or later, or run: npm install node@26`,
  );
}
if (!existsSync(entry())) {
  fail("NOT_BUILT", `${entry()} does not exist`, `run: npm run build (in ${root})`);
}

const child = spawn(node, [flag, entry(), ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) =>
  fail("NODE_VERSION", `${node} does not start: ${error.message}`, "install Node anew"),
);
child.on("exit", (code, signal) => {
  process.exit(signal === null ? code : 128 + (constants.signals[signal] ?? 0));
});
