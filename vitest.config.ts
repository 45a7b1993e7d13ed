import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    // Hundreds of processes are started; each would compile the same modules.
    env: { NODE_COMPILE_CACHE: resolve("node_modules/.cache/cordon-tests") },
    // isolated-vm asks for it; forks, because an isolate may take its process down.
    pool: "forks",
    execArgv: ["--no-node-snapshot"],
    maxWorkers: 2,
    isolate: false,
    testTimeout: 30_000,
    reporters: process.env["CI"] === undefined ? ["default"] : ["dot"],
  },
});
