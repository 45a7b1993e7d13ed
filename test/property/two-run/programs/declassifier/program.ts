/**
 * Releases one field of what only the edge can have written, and nothing else: it accepts parts by
 * their integrity, so nobody can have it release anything else.
 */

import { defineProgram, type Value } from "../../../../../src/unit/index.ts";

function released(data: Value): Value {
  const { open = null } = data as { readonly open?: Value };
  return open;
}

export default defineProgram((unit) => {
  unit.subscribe({ part: "sealed", present: true }, (event) => {
    for (const { data } of unit.readPart(event, "sealed")) {
      const opened = unit.createEvent();
      unit.addPart(opened, {}, "p", released(data));
      unit.publish(opened);
    }
  });
});
