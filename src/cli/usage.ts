/** Values of options: what is wrong with one is said with its name and with what would be right. */

import { CordonError } from "../errors.ts";

export function usage(problem: string, right: string): CordonError {
  return new CordonError("USAGE", { problem, right });
}

/** A parser for an option that takes a whole number within bounds. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  const right = `give ${option} a whole number from ${least} to ${most}`;
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw usage(`${option} "${text}" is not such a number`, right);
  };
}

/** A parser for an option that takes a number above zero. */
export function positiveNumber(option: string, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^(\d+\.?\d*|\.\d+)$/.test(text) && number > 0 && number <= most) return number;
    throw usage(
      `${option} "${text}" is not such a number`,
      `give ${option} a number above 0, up to ${most}`,
    );
  };
}

/** A parser for an option that takes one of some words. */
export function oneOf<Word extends string>(
  option: string,
  words: readonly Word[],
): (text: string) => Word {
  return (text) => {
    const word = words.find((it) => it === text);
    if (word !== undefined) return word;
    throw usage(`${option} "${text}" is none of its values`, `give ${option} ${either(words)}`);
  };
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
