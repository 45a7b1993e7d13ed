/** The command of the benches. */

import { Command } from "commander";
import { runCommandLine } from "../src/cli/command-line.ts";
import { darkPoolCommand } from "./dark-pool/command.ts";

await runCommandLine(
  new Command("bench")
    .description(
      "Measures what Cordon costs, against the same without it and against what others do.",
    )
    .option("--debug", "show stack traces")
    .addCommand(darkPoolCommand()),
);
