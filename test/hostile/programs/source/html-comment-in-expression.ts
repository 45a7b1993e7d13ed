/**
 * Writes operators so that they would be a comment of HTML in a script, without the spaces between:
 * what comes after them must still be code.
 *
 * @expect holds
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let x = 1, y = 3;
    const less = x < ! --y;
    while (y -- > 0) x++;
    unit.log(less === false && y === -1 && x === 3 ? "ok" : "BROKEN a comment");
  });
});
`;
