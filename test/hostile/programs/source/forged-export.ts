/**
 * Replaces what the bundle hands over, by the name that the bundler gave it.
 *
 * @expect fault
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export { program as default };
const program = null;
var exported = { default: defineProgram((unit) => unit.log("BROKEN forged")) };
`;
