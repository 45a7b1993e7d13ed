/** Why a program is refused: thrown where it is found, and told to the host. */

import { getLineInfo } from "acorn";
import type { Place, RefusalCode, RefusalReply } from "../protocol.ts";

/** The file, while it is not known where a text comes from. */
export const unnamed = "";

export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly place: Place | null;

  constructor(code: RefusalCode, problem: string, place: Place | null = null) {
    super(problem);
    this.code = code;
    this.place = place;
  }

  /** The same of the file in which it was found. */
  in(file: string): Refusal {
    if (this.place === null) {
      return new Refusal(this.code, this.message, { file, line: 1, column: 1 });
    }
    return new Refusal(this.code, this.message, { ...this.place, file });
  }

  get reply(): RefusalReply {
    return { kind: "refused", code: this.code, problem: this.message, place: this.place };
  }
}

/** @param at offset in characters */
export function placeAt(text: string, at: number): Place {
  const { line, column } = getLineInfo(text, at);
  return { file: unnamed, line, column: column + 1 };
}

/** @returns what `action` gives, or why a program was refused while it ran */
export function orRefusal<Result>(action: () => Result): Result | RefusalReply {
  try {
    return action();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}
