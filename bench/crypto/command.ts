/** `bench crypto`: what encrypted streams cost owner, cloud and user. */

import Table from "cli-table3";
import { Command } from "commander";
import { describeMachine } from "../../src/cli/machine.ts";
import { positiveNumber, wholeNumber } from "../../src/cli/usage.ts";
import { Progress } from "../progress.ts";
import { type CryptoResults, cryptoSeconds, measureCrypto } from "./measure.ts";

interface CryptoOptions {
  readonly leaves: readonly number[];
  readonly seconds: number;
  readonly json?: true;
}

const usualSizes: readonly number[] = [1, 5, 10, 30];

export function cryptoCommand(): Command {
  return new Command("crypto")
    .description("encrypted streams: what the schemes cost, against what they are made of")
    .option(
      "--leaves <list>",
      "leaves of policies, and attributes of ciphertexts",
      (text) => text.split(",").map((item) => wholeNumber("--leaves", 1, 1_000)(item.trim())),
      usualSizes,
    )
    .option("--seconds <s>", "how long to measure each", positiveNumber("--seconds", 3_600), 3)
    .option("--json", "print one JSON object instead of tables")
    .action(({ leaves, seconds, json }: CryptoOptions) => {
      const plan = { sizes: leaves, seconds };
      const results = measureCrypto(plan, new Progress(cryptoSeconds(plan)));
      const report = { machine: describeMachine(), ...results };
      process.stdout.write(`${json === true ? JSON.stringify(report) : formatCrypto(results)}\n`);
    });
}

function table(head: readonly string[]): Table.Table {
  return new Table({ head: [...head], style: { head: [], border: [] } });
}

function formatCrypto({ primitivesMs, schemes }: CryptoResults): string {
  const primitives = table(["primitive", "ms"]);
  for (const [name, ms] of Object.entries(primitivesMs)) primitives.push([name, ms.toFixed(3)]);
  const costs = table([
    "scheme",
    "leaves",
    "owner ms",
    "cloud ms",
    "user ms",
    "÷ primitives: owner, cloud, user",
    "bytes sealed, transformed",
  ]);
  for (const { name, params, ownerMs, cloudMs, userMs, bytes, ratioToPrimitives } of schemes) {
    const { owner, cloud, user } = ratioToPrimitives;
    costs.push([
      name,
      params.leaves,
      ownerMs.toFixed(2),
      cloudMs.toFixed(2),
      userMs.toFixed(2),
      [owner, cloud, user].map((ratio) => ratio.toFixed(2)).join(", "),
      `${bytes.sealed}, ${bytes.transformed}`,
    ]);
  }
  return `${primitives.toString()}\n${costs.toString()}`;
}
