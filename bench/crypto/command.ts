/** `bench crypto`: what encrypted streams cost owner, cloud and user. */

import { Command } from "commander";
import { describeMachine } from "../../src/cli/machine.ts";
import { positiveNumber, wholeNumber } from "../../src/cli/usage.ts";
import { Progress } from "../progress.ts";
import {
  type CryptoPlan,
  cryptoSeconds,
  measureCrypto,
  smokeSizes,
  smokeWindows,
  usualSizes,
  usualWindows,
} from "./measure.ts";
import { formatCrypto } from "./report.ts";

interface CryptoOptions {
  readonly leaves?: readonly number[];
  readonly windows?: readonly number[];
  readonly seconds?: number;
  readonly smoke: boolean;
  readonly json: boolean;
}

/** How long each is measured (s). */
const usualSeconds = 3;
const smokeSeconds = 0.05;

function listOf(option: string, least: number, most: number): (text: string) => readonly number[] {
  const parse = wholeNumber(option, least, most);
  return (text) => [...new Set(text.split(",").map((item) => parse(item.trim())))];
}

export function cryptoCommand(): Command {
  return new Command("crypto")
    .description("encrypted streams: what they cost, against what they are made of")
    .option(
      "--leaves <list>",
      `leaves of policies, and attributes of ciphertexts (default: ${usualSizes.join()})`,
      listOf("--leaves", 1, 1_000),
    )
    .option(
      "--windows <list>",
      `tuples of windows (default: ${usualWindows.join()})`,
      listOf("--windows", 2, 100_000),
    )
    .option(
      "--seconds <s>",
      `how long to measure each (default: ${usualSeconds}; with --smoke ${smokeSeconds})`,
      positiveNumber("--seconds", 3_600),
    )
    .option("--smoke", "small sizes and one round: shows only that everything works", false)
    .option("--json", "print one JSON object instead of tables", false)
    .action(async ({ leaves, windows, smoke, json, ...options }: CryptoOptions) => {
      const plan: CryptoPlan = {
        sizes: leaves ?? (smoke ? smokeSizes : usualSizes),
        windows: windows ?? (smoke ? smokeWindows : usualWindows),
        seconds: options.seconds ?? (smoke ? smokeSeconds : usualSeconds),
        smoke,
      };
      const results = await measureCrypto(plan, new Progress(cryptoSeconds(plan)));
      const report = { machine: describeMachine(), ...results };
      process.stdout.write(`${json ? JSON.stringify(report) : formatCrypto(results)}\n`);
    });
}
