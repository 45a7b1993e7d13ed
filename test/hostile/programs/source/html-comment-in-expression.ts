/**
 * Writes operators so that they read like a comment of HTML once they are in a script: what comes
 * after them must still be code.
 *
 * @expect holds
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let x = 1, y = 3;
    const less = x<!--y;
    while (y --> 0) x++;
    unit.log(less === (1 < 0) && y === -1 && x === 3 ? "ok" : "BROKEN a comment");
  });
});
`;
