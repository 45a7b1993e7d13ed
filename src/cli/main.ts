/** The command line: parses, runs one command, and turns what goes wrong into a line and a code. */

import { Command, CommanderError } from "commander";
import { CordonError } from "../errors.ts";
import { demoCommand } from "./demo-options.ts";
import { runCommand } from "./run-options.ts";
import { usage } from "./usage.ts";

const exitFailure = 1;
const exitUsage = 2;

function cli(): Command {
  const program = new Command("cordon")
    .description(
      "Runs other people's event-processing code without letting it leak, forge or stop what it should not.",
    )
    .option("--debug", "show stack traces")
    .addCommand(demoCommand())
    .addCommand(runCommand());
  for (const command of [program, ...program.commands]) {
    // What is wrong is printed once, by `report`.
    command.configureOutput({ outputError: () => {} });
    command.exitOverride((error) => {
      throw error.exitCode === 0 ? error : misuse(command, error);
    });
  }
  return program;
}

/** Commander's own words for what is wrong, and ours for what would be right. */
function misuse(command: Command, error: CommanderError): CordonError {
  const [problem = "", hint = ""] = error.message.replace(/^error: /, "").split("\n");
  if (command.commands.length > 0 && error.code !== "commander.unknownOption") {
    const names = command.commands.map((it) => it.name()).join(" or ");
    return usage(
      error.code === "commander.help" ? "no command is given" : problem,
      `give ${names}`,
    );
  }
  const options = command.options.map(({ long }) => long).join(", ");
  const takes = command.usage().replace("[options]", options);
  return usage(`${problem}${hint === "" ? "" : ` ${hint}`}`, `${command.name()} takes ${takes}`);
}

/** Says what went wrong on standard error. @returns the exit code */
function report(error: unknown, debug: boolean): number {
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

// Who reads no further, such as `head`, has had what they wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await cli().parseAsync();
} catch (error) {
  const helped = error instanceof CommanderError && error.exitCode === 0;
  process.exitCode = helped ? 0 : report(error, process.argv.includes("--debug"));
}
