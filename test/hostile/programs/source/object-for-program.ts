/**
 * Exports an object that looks like a function to whoever asks carelessly.
 *
 * @expect fault
 * @source
 */

export const source: string = `
export default { call: () => 1, apply: () => 1, length: 1, name: "program", toString: () => "f" };
`;
