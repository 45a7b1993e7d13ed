/** Programs in folders of their own, as an operator finds them. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** What every folder's neighbour holds: nothing of a program, and no message, may show it. */
export const canary = "canary-9f1d4c7a52";

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A program's folder, beside which there is a file that it may not read. */
export class Plugin {
  /** Holds the program's folder and what is not the program's. */
  readonly around: string;
  readonly folder: string;

  constructor(files: Files = {}) {
    this.around = mkdtempSync(join(tmpdir(), "cordon-plugin-"));
    made.push(this.around);
    this.folder = join(this.around, "plugin");
    mkdirSync(this.folder);
    const secret = `export const secret = "${canary}";\nexport default () => secret;\n`;
    for (const name of ["secret.ts", "secret.js", "secret"]) {
      writeFileSync(join(this.around, name), secret);
    }
    this.write(files);
  }

  write(files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      const path = this.path(name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }
}

/** A manifest's text. */
export function manifest(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ name: "plugin", program: "program.ts", ...fields });
}

/** A program that logs the value of an expression. */
export function logging(expression: string, top: string = ""): string {
  return `import { defineProgram } from "cordon/unit";
${top}
export default defineProgram((unit) => unit.log(${expression}));
`;
}
