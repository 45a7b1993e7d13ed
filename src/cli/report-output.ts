/** Reports that are all of a command's output. */

let isReported = false;

/** Prints a report that is all of the output: as JSON, it is to be parsed as one object. */
export function printReport(text: string): void {
  isReported = true;
  process.stdout.write(`${text}\n`);
}

/** Whether the output is a report, to which nothing can be added. */
export function wasReported(): boolean {
  return isReported;
}
