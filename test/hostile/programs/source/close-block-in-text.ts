/**
 * Closes the function from where a careless parser still sees a comment.
 *
 * @expect refused PROGRAM_SOURCE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log("inside"));
/* */ } /* */ ) /* */ ; (function () { /* */
`;
