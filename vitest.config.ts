import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    // isolated-vm asks for it; forks, because an isolate may take its process down.
    pool: "forks",
    execArgv: ["--no-node-snapshot"],
    maxWorkers: 2,
    testTimeout: 30_000,
    reporters: process.env["CI"] === undefined ? ["default"] : ["dot"],
  },
});
