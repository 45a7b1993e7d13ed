/** Command lines: parse, run one command, and turn what goes wrong into two lines and a code. */

import { type Command, CommanderError } from "commander";
import { CordonError } from "../errors.ts";
import { exitInterrupted, exitInterruptedWhenWritten } from "./interrupt.ts";
import { wasReported } from "./report-output.ts";
import { usage } from "./usage.ts";

const exitFailure = 1;
const exitUsage = 2;

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

/**
 * Says what went wrong: to people on standard error. Where programs read the output, a line of JSON ends
 * it, and stands on standard error as well, for whoever reads only that. @returns the exit code
 */
function report(error: unknown, debug: boolean): number {
  const known =
    error instanceof CordonError
      ? error
      : new CordonError("INTERNAL", {
          problem: error instanceof Error ? error.message : String(error),
        });
  const { code, message, remedy } = known;
  if (process.argv.includes("--json")) {
    const line = `${JSON.stringify({ kind: "error", code, message, remedy })}\n`;
    const isShown = !wasReported();
    if (isShown) process.stdout.write(line);
    if (!(isShown && process.stdout.isTTY && process.stderr.isTTY)) process.stderr.write(line);
  } else {
    process.stderr.write(`error ${message}\n  ${remedy}\n`);
  }
  if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  if (known.code === "INTERRUPTED") return exitInterrupted;
  return known.code === "USAGE" ? exitUsage : exitFailure;
}

/** An option whose value would be lost, as another follows, is refused. */
function refuseTwice(command: Command): void {
  const given = new Set<string>();
  for (const option of command.options) {
    if (!option.required) continue;
    command.on(`option:${option.name()}`, () => {
      if (given.has(option.name())) {
        throw usage(`--${option.name()} is given twice`, `give --${option.name()} once`);
      }
      given.add(option.name());
    });
  }
}

function watchOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that stops, such as `head`, has had enough.
    if (error.code === "EPIPE") process.exit(0);
    const { code, message, remedy } = new CordonError("OUTPUT", { problem: error.message });
    const isJson = process.argv.includes("--json");
    const line = JSON.stringify({ kind: "error", code, message, remedy });
    process.stderr.write(isJson ? `${line}\n` : `error ${message}\n  ${remedy}\n`);
    process.exit(exitFailure);
  });
  // Nobody is left to be told.
  process.stderr.on("error", () => {});
}

/**
 * Parses the arguments of this process and runs the command that they name. Sets the exit code: 1 if
 * the command failed, 2 if the command line was wrong.
 */
export async function runCommandLine(program: Command): Promise<void> {
  for (const command of [program, ...program.commands]) {
    // What is wrong is printed once, by `report`.
    command.configureOutput({ outputError: () => {} });
    refuseTwice(command);
    command.exitOverride((error) => {
      throw error.exitCode === 0 ? error : misuse(command, error);
    });
  }
  watchOutput();
  try {
    if (process.argv.length <= 2) program.outputHelp();
    else await program.parseAsync();
  } catch (error) {
    const helped = error instanceof CommanderError && error.exitCode === 0;
    process.exitCode = helped ? 0 : report(error, process.argv.includes("--debug"));
  }
  if (process.exitCode === exitInterrupted) exitInterruptedWhenWritten();
}
