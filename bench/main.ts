/** The command of the benches. */

import { Command } from "commander";
import { runCommandLine } from "../src/cli/command-line.ts";
import { allCommand } from "./all/command.ts";
import { cellsCommand } from "./cells/command.ts";
import { cryptoCommand } from "./crypto/command.ts";
import { darkPoolCommand } from "./dark-pool/command.ts";
import { dispatchCommand } from "./dispatch/command.ts";

await runCommandLine(
  new Command("bench")
    .description(
      "Measures what Cordon costs, against the same without it and against what others do.",
    )
    .option("--debug", "show stack traces")
    .addCommand(darkPoolCommand())
    .addCommand(dispatchCommand())
    .addCommand(cellsCommand())
    .addCommand(cryptoCommand())
    .addCommand(allCommand()),
);
