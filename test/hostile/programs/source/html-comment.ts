/**
 * Hides code behind a comment of HTML, which scripts know and modules do not.
 *
 * @expect refused PROGRAM_SOURCE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
<!-- export default null;
export default defineProgram((unit) => unit.log("inside"));
--> }
`;
