/** Answers each tick with a tag of its own, and each forgery that reaches it with an echo. */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const own = unit.createTag("own");
  let ticks = 0;
  unit.subscribe({ part: "type", equals: "tick" }, () => {
    const answer = unit.createEvent();
    unit.addPart(answer, {}, "answer", ++ticks);
    unit.addPart(answer, {}, "tag", own);
    unit.publish(answer);
  });
  unit.subscribe({ part: "type", equals: "echo me" }, () => {
    const echo = unit.createEvent();
    unit.addPart(echo, {}, "echo", ticks);
    unit.publish(echo);
  });
});

export default program;
