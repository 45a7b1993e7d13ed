/**
 * Hands on what another module exports, which no statement of its own names.
 *
 * @expect refused PROGRAM_IMPORT
 * @source
 */

export const source: string = `
export { default } from "https://example.org/hidden.js";
`;
