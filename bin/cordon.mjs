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

/** The file descriptor on which the child's watchdog says which unit runs; see src/platform/watchdog.ts. */
const lastUnitDescriptor = 3;
const child = spawn(node, [flag, entry(), ...process.argv.slice(2)], {
  stdio: ["inherit", "inherit", "inherit", "pipe"],
  env: { ...process.env, CORDON_LAST_UNIT_FD: String(lastUnitDescriptor) },
});

/** What ran when the watchdog looked last, and the last unit that it saw. */
let running = null;
let lastSeen = null;
let unread = "";
const pipe = child.stdio[lastUnitDescriptor];
pipe.setEncoding("utf8");
pipe.on("error", () => {});
pipe.on("data", (text) => {
  const lines = (unread + text).split("\n");
  unread = lines.pop();
  for (const line of lines) note(line);
});

function note(line) {
  try {
    running = JSON.parse(line);
    if (running !== null && running.unit !== null) lastSeen = running;
  } catch {
    // Half a line, of a process that ended in the middle of it.
  }
}

function describe({ unit, cell }) {
  return `${JSON.stringify(unit.name)} of owner ${JSON.stringify(unit.owner)}, in the cell ${JSON.stringify(cell)}`;
}

/** What V8 does when it can do nothing else: these are not the operator's own signals. */
const crashes = [
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGILL",
  "SIGKILL",
  "SIGSEGV",
  "SIGSYS",
  "SIGTRAP",
];

function explain(signal) {
  const isCertain = running !== null && running.unit !== null;
  const who =
    lastSeen === null
      ? "no unit had run"
      : `${isCertain ? "this unit was running" : "this unit was the last seen to run"}: ${describe(lastSeen)}`;
  const cause =
    signal === "SIGKILL"
      ? "by the watchdog, which says so above, or by the system, as when memory runs out"
      : "by V8, which ends the process when memory runs out where it does not expect it";
  process.stderr.write(
    `error PROCESS_KILLED: Cordon was ended by ${signal}, ${cause}; ${who}\n` +
      `  start it again without that unit's program; if it is honest, give its cell more memory (memoryMiB)\n`,
  );
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) =>
  fail("NODE_VERSION", `${node} does not start: ${error.message}`, "install Node anew"),
);
child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  // What the child wrote last may not have been read yet; a process of its own may hold the pipe open.
  const end = () => {
    if (crashes.includes(signal)) explain(signal);
    process.exit(128 + (constants.signals[signal] ?? 0));
  };
  pipe.on("close", end);
  setTimeout(end, 200);
});
