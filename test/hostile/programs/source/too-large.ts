/**
 * Is larger than V8 may be given to compile, which no limit stops.
 *
 * @expect refused PROGRAM_SIZE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log(${JSON.stringify("x".repeat(2 ** 20))}));
`;
