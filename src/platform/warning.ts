/** Warnings of the process: for what nobody would hear of otherwise. */

/** @param code tells handlers of `process.on("warning")` what it is */
export function warn(code: string, message: string): void {
  process.emitWarning(message, { type: "CordonWarning", code });
}
