/** What a process that reads programs can do: as little as its task needs, even if all else failed. */

import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { CordonError, loadProgram, programFromSource } from "../../src/index.ts";
import { confined, type Rights } from "../../src/loading/confinement.ts";
import { runReader } from "../../src/loading/reader.ts";
import { refusal } from "../platform/refusal.ts";
import { logging, Plugin } from "./plugin.ts";

const none: Rights = { folders: [], files: [], processes: false };

/** Runs a script with these rights and returns what it says. */
function probe(script: string, rights: Rights = none, seconds = 5): string {
  const { file, args } = confined(rights, seconds, script);
  const { stdout, signal, status } = spawnSync(file, args, { encoding: "utf8", env: {} });
  return `${stdout.trim()}${status === 0 ? "" : ` ended ${signal ?? status ?? ""}`}`;
}

function tried(call: string): string {
  return `try { ${call}; console.log("done"); } catch (error) { console.log(error.code); }`;
}

describe("it may not", () => {
  test.each([
    ["read a file", `require("fs").readFileSync("/etc/passwd")`],
    ["list a folder", `require("fs").readdirSync("/")`],
    ["write a file", `require("fs").writeFileSync("/tmp/cordon-probe", "")`],
    ["start a process", `require("child_process").execFileSync("/bin/true")`],
    ["start a thread", `new (require("worker_threads").Worker)("", { eval: true })`],
    ["load native code", `process.dlopen({ exports: {} }, "/tmp/no.node")`],
  ])("%s", (_what, call) => {
    expect(probe(tried(call))).toMatch(/^ERR_(ACCESS_DENIED|DLOPEN_DISABLED)$/);
  });

  test("read outside the folder that it may read", () => {
    const plugin = new Plugin({ "a.txt": "" });
    const rights = { ...none, folders: [plugin.folder] };
    const read = (path: string): string =>
      probe(tried(`require("fs").readFileSync("${path}")`), rights);
    expect(read(plugin.path("a.txt"))).toBe("done");
    expect(read(`${plugin.around}/secret`)).toBe("ERR_ACCESS_DENIED");
  });

  test("see the host's environment", () => {
    process.env["CORDON_PLANTED"] = "planted";
    try {
      expect(
        probe(
          `console.log(Object.keys(process.env).filter((it) => it.startsWith("CORDON")).length)`,
        ),
      ).toBe("0");
      expect(runReader({ task: "check", text: "" })?.[0]).toMatchObject({
        code: "PROGRAM_DEFAULT",
      });
    } finally {
      delete process.env["CORDON_PLANTED"];
    }
  });

  test("use up memory", () => {
    // 700 MiB, which Node without a limit would have.
    const fill = `const kept = []; for (let i = 0; i < 90; i++) kept.push(new Array(1e6).fill(0));`;
    expect(probe(`${fill} console.log("done")`, none, 60)).toMatch(/^ ended/);
    const memory = `new WebAssembly.Memory({ initial: 1, maximum: 65536 }).grow(60_000)`;
    expect(probe(`try { ${memory}; console.log("done") } catch { console.log("refused") }`)).toBe(
      "refused",
    );
  });

  test.skipIf(process.platform === "win32")("run without an end", () => {
    expect(probe("for (;;);", none, 1)).toMatch(/^ ?ended SIG/);
  });
});

describe("it serves one call", () => {
  test("the same text has the same verdict, whatever was read before", () => {
    const text = logging(`"ran"`);
    const first = programFromSource("a", text);
    refusal(() => programFromSource("b", "(".repeat(100_000)));
    expect(programFromSource("a", text)).toEqual(first);
  });

  test("LOADER: if it cannot be started, a program is not taken", () => {
    const { execPath } = process;
    process.execPath = "/no/such/node";
    try {
      // A text of its own: one that was checked before would not be checked again.
      const text = logging(`"a process that cannot be started"`);
      expect(refusal(() => programFromSource("p", text)).code).toBe("LOADER");
    } finally {
      process.execPath = execPath;
    }
  });

  test("the host's folder may be gone", () => {
    const plugin = new Plugin({ "p.ts": logging(`"ran"`) });
    const script = `process.chdir("${plugin.around}"); require("fs").rmSync("${plugin.around}", { recursive: true });
import(${JSON.stringify(new URL("../../dist/src/loading/load-program.js", import.meta.url).href)}).then(({ programFromSource }) => {
  console.log(programFromSource("p", "export default 1").isShared);
});`;
    const { stdout } = spawnSync(process.execPath, ["--no-warnings", "-e", script], {
      encoding: "utf8",
    });
    expect(stdout.trim()).toBe("true");
  });

  test("nothing but a coded refusal leaves it", () => {
    for (const text of [
      "\u0000",
      "`${",
      "/*",
      "'",
      "\\u",
      "#!",
      "<!--",
      "\u2028",
      "export default",
      "import",
    ]) {
      let code: string | undefined;
      try {
        programFromSource("p", text);
      } catch (error) {
        code = error instanceof CordonError ? error.code : String(error);
      }
      expect(code, JSON.stringify(text)).toMatch(/^PROGRAM_/);
    }
    expect(refusal(() => loadProgram("/no/such/program.ts")).code).toBe("PROGRAM_FILE");
  });
});
