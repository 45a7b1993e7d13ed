/**
 * Is small, and large once it is compiled for the realm.
 *
 * @expect refused PROGRAM_SIZE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
${"@unit @unit @unit class A { @unit accessor a = 1; @unit accessor b = 2 }\n".repeat(3_000)}
});
`;
