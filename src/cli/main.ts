/** The command `cordon`. */

import { createRequire } from "node:module";
import { Command } from "commander";
import { runCommandLine } from "./command-line.ts";
import { demoCommand } from "./demo-options.ts";
import { runCommand } from "./run-options.ts";
import { streamsCommand } from "./streams-options.ts";

const { version } = createRequire(import.meta.url)("cordon/package.json") as {
  readonly version: string;
};

await runCommandLine(
  new Command("cordon")
    .description(
      "Runs other people's event-processing code without letting it leak, forge or stop what it should not.",
    )
    .version(version)
    .option("--debug", "show stack traces")
    .addCommand(demoCommand())
    .addCommand(runCommand())
    .addCommand(streamsCommand()),
);
