/**
 * Hides code in a comment that only a module has: as the body of a function, the text before it would be
 * a comment, and the code would run.
 *
 * @expect holds
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let x = 1, y = 3;
    const less = x<!--y /*
    ; unit.log("BROKEN code in a comment"); /* */;
    unit.log(less === false && y === 2 ? "ok" : "BROKEN a comment");
  });
});
`;
