/** Globals that programs know from elsewhere and units do without, each with what to use instead. */

const TIME = "use unit.now(), in ms since 1970";
const CHANCE = "use unit.random()";
const CODE = "write the code out: no text becomes code";
const LATER = "return the result: nothing runs after a handler has returned";
const BYTES = "convert bytes by hand, or have events bring what is needed";
const PAGE = "a unit has no page";

export const insteadOf: Readonly<Record<string, string>> = {
  Buffer: "use Uint8Array, and unit.bytes() for event data",
  Date: TIME,
  Function: CODE,
  Intl: "format for one language: the machine's is hidden",
  "Math.random": CHANCE,
  Promise: LATER,
  Temporal: TIME,
  TextDecoder: BYTES,
  TextEncoder: BYTES,
  URL: "take texts apart by hand",
  WebAssembly: "use JavaScript",
  atob: BYTES,
  btoa: BYTES,
  clearInterval: LATER,
  clearTimeout: LATER,
  console: "use unit.log()",
  crypto: CHANCE,
  document: PAGE,
  eval: CODE,
  fetch: "have events brought to the unit: it reaches nothing else",
  performance: TIME,
  queueMicrotask: LATER,
  require: 'use import, or require("…") with the name written out',
  setImmediate: LATER,
  setInterval: "subscribe to events that come at that pace",
  setTimeout: "subscribe to events, and compare unit.now()",
  structuredClone: "copy it by hand: event data is immutable and needs no copy",
  window: PAGE,
};

/** Says that a unit does without something, and what to use instead. */
export function refusalOf(name: string, written: string = name): string {
  return `${written} is not there for units: ${insteadOf[name] ?? "do without"}`;
}
