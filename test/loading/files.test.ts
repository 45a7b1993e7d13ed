/** Files that are no files, that lead elsewhere, or that are too much: refused, and soon. */

import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { limits, loadProgram } from "../../src/index.ts";
import { refusal } from "../platform/refusal.ts";
import { canary, logging, manifest, Plugin } from "./plugin.ts";
import { logged } from "./run-body.ts";

/** Puts something under a name in a program's folder. */
type Put = (plugin: Plugin, name: string) => void;

const strange: readonly (readonly [what: string, put: Put])[] = [
  ["a FIFO", (plugin, name) => execFileSync("mkfifo", [plugin.path(name)])],
  ["a folder", (plugin, name) => mkdirSync(plugin.path(name))],
  [
    "a link to a device without an end",
    (plugin, name) => symlinkSync("/dev/zero", plugin.path(name)),
  ],
  ["a link to a terminal", (plugin, name) => symlinkSync("/dev/tty", plugin.path(name))],
  ["a link to standard input", (plugin, name) => symlinkSync("/dev/stdin", plugin.path(name))],
  [
    "a link to the environment",
    (plugin, name) => symlinkSync("/proc/self/environ", plugin.path(name)),
  ],
  [
    "a link to a file beside the folder",
    (plugin, name) => symlinkSync("../secret.ts", plugin.path(name)),
  ],
  [
    "a link to that file by its full path",
    (plugin, name) => symlinkSync(`${plugin.around}/secret.ts`, plugin.path(name)),
  ],
  ["a link to itself", (plugin, name) => symlinkSync(name, plugin.path(name))],
  ["a link to nothing", (plugin, name) => symlinkSync("nothing", plugin.path(name))],
  [
    "bytes that are no text",
    (plugin, name) => plugin.write({ [name]: new Uint8Array([0xc3, 0x28]) }),
  ],
  [
    "a text in UTF-16",
    (plugin, name) => plugin.write({ [name]: Buffer.from("\ufeffexport {};", "utf16le") }),
  ],
  [
    "more than a program may have",
    (plugin, name) => plugin.write({ [name]: " ".repeat(limits.programBytes + 1) }),
  ],
];

/** One of each kind of trap: what stands for a file is told apart in one place, whatever it is for. */
const traps = strange.filter(([what]) =>
  /FIFO|without an end|beside the folder|more than/.test(what),
);

const soonMs = 10_000;

describe.skipIf(process.platform === "win32")("instead of a file", () => {
  test.each(strange)("%s: as a module that is imported", (_what, put) => {
    const plugin = new Plugin({ "p.ts": logging("a", `import a from "./a.ts";`) });
    put(plugin, "a.ts");
    const start = performance.now();
    const { code, message } = refusal(() => loadProgram(plugin.path("p.ts")));
    expect(["PROGRAM_IMPORT", "PROGRAM_FILE", "PROGRAM_LIMIT"]).toContain(code);
    expect(message).not.toContain(canary);
    expect(performance.now() - start).toBeLessThan(soonMs);
  });

  test.each(traps)("%s: as the program of a manifest", (_what, put) => {
    const plugin = new Plugin({ "manifest.json": manifest() });
    put(plugin, "program.ts");
    const { code, message } = refusal(() => loadProgram(plugin.folder));
    expect(["PROGRAM_FILE", "PROGRAM_LIMIT", "MANIFEST"]).toContain(code);
    expect(message).not.toContain(canary);
  });

  test.each(traps)("%s: as the manifest", (_what, put) => {
    const plugin = new Plugin({ "program.ts": logging(`""`) });
    put(plugin, "manifest.json");
    const { code, message } = refusal(() => loadProgram(plugin.folder));
    expect(["PROGRAM_FILE", "MANIFEST"]).toContain(code);
    expect(message).not.toContain(canary);
  });

  test.each(traps)("%s: as a package's description", (_what, put) => {
    const top = `import { word } from "words";`;
    const plugin = new Plugin({
      "p.ts": logging("word", top),
      "node_modules/words/index.js": `export const word = "ran";`,
    });
    put(plugin, "node_modules/words/package.json");
    let message = "";
    try {
      // A description that is not there is none: then the package has an index.
      expect(logged(loadProgram(plugin.path("p.ts")))).toEqual(["ran"]);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/^$|PROGRAM_IMPORT/);
    expect(message).not.toContain(canary);
  });

  test.each(traps)("%s: as a description that is not read", (_what, put) => {
    const plugin = new Plugin({
      "p.ts": logging("word", `import { word } from "./a/word.ts";`),
      "a/word.ts": `export const word = "ran";`,
    });
    for (const name of [
      "package.json",
      "tsconfig.json",
      "a/package.json",
      "a/tsconfig.json",
      "jsconfig.json",
    ]) {
      put(plugin, name);
    }
    expect(logged(loadProgram(plugin.path("p.ts")))).toEqual(["ran"]);
  });

  test("a socket", async () => {
    const plugin = new Plugin({ "p.ts": logging("a", `import a from "./a.ts";`) });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(plugin.path("a.ts"), resolve));
    expect(refusal(() => loadProgram(plugin.path("p.ts"))).code).toBe("PROGRAM_FILE");
    server.close();
  });

  test("a link to a folder beside the program's", () => {
    const plugin = new Plugin({
      "p.ts": logging("secret", `import { secret } from "./up/secret.ts";`),
    });
    symlinkSync("..", plugin.path("up"));
    const { code, message } = refusal(() => loadProgram(plugin.path("p.ts")));
    expect(code).toBe("PROGRAM_IMPORT");
    expect(message).not.toContain(canary);
  });

  test("a package that is a link to a folder beside the program's", () => {
    const plugin = new Plugin({
      "p.ts": logging("secret", `import { secret } from "around/secret.ts";`),
    });
    mkdirSync(plugin.path("node_modules"));
    symlinkSync("../..", plugin.path("node_modules/around"));
    expect(refusal(() => loadProgram(plugin.path("p.ts"))).code).toBe("PROGRAM_IMPORT");
  });

  test("what an operator names is no module, or not there", () => {
    const plugin = new Plugin({ "a.txt": canary });
    for (const name of ["a.txt", "no.ts", "a.txt/manifest.json"]) {
      const { code, message } = refusal(() => loadProgram(plugin.path(name)));
      expect(code).toBe("PROGRAM_FILE");
      expect(message).not.toContain(canary);
    }
  });

  test("another name of the same file is that file", () => {
    // Packages are often installed so; whoever may make such a name has the file already.
    const plugin = new Plugin({
      "word.ts": `export const word = "ran";`,
      "p.ts": logging("word", `import { word } from "./other.ts";`),
    });
    linkSync(plugin.path("word.ts"), plugin.path("other.ts"));
    expect(logged(loadProgram(plugin.path("p.ts")))).toEqual(["ran"]);
  });
});
