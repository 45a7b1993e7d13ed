/** The command line: parses, runs one command, and turns what goes wrong into a line and a code. */

import { Command, CommanderError } from "commander";
import { CordonError } from "../errors.ts";
import { demoCommand } from "./demo.ts";
import { runCommand } from "./run.ts";
import { usage } from "./usage.ts";

const exitFailure = 1;
const exitUsage = 2;

function cli(): Command {
  const program = new Command("cordon")
    .description("runs event-processing code of others without letting it leak, forge or stop what it should not")
    .option("--debug", "show stack traces")
    .addCommand(demoCommand())
    .addCommand(runCommand());
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    // What is wrong is printed once, by `report`.
    command.configureOutput({ outputError: () => {} });
  }
  return program;
}

/** Commander's own words for a usage error, or null if it ended for another reason. */
function usageError(error: CommanderError): CordonError | null {
  if (error.exitCode === 0) return null;
  if (error.code === "commander.help") return usage("no command is given", "give demo or run");
  const [problem = "", hint] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = hint === undefined ? "" : ` ${hint}`;
  return usage(`${problem}${suggestion}`, "the options of each command are listed there");
}

function report(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) {
    const wrong = usageError(error);
    return wrong === null ? 0 : report(wrong, debug);
  }
  const known =
    error instanceof CordonError
      ? error
      : new CordonError("INTERNAL", {
          problem: error instanceof Error ? error.message : String(error),
        });
  process.stderr.write(`error ${known.message}\n  ${known.remedy}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return known.code === "USAGE" ? exitUsage : exitFailure;
}

/** Somebody who reads no further, such as `head`, has had what they wanted. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await cli().parseAsync();
} catch (error) {
  process.exitCode = report(error, process.argv.includes("--debug"));
}
