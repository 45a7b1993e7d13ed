/**
 * Ends lines with separators that some parsers do not know: in comments, texts and templates.
 *
 * @expect holds
 * @source
 */

export const source: string = [
  'import { defineProgram } from "cordon/unit";',
  "// a comment\u2028const hidden = 1; // and\u2029const more = 2;",
  "export default defineProgram((unit) => {",
  '  unit.subscribe({ part: "type", equals: "attack" }, () => {',
  '    const text = "a\u2028b\u2029c";',
  "    const template = `a\u2028b\u2029c`;",
  "    const same = text === template && text.length === 5 && hidden + more === 3;",
  '    unit.log(same ? "ok" : "BROKEN a separator");',
  "  });",
  "});",
].join("\n");
