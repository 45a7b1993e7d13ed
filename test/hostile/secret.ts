/** What must not get out, told as a text and as a number. */

export const canary = "canary-7f3e9a51c2";
export const canaryNumber = 987_654_321.125;

export function tellsSecret(text: string): boolean {
  return text.includes(canary) || text.includes(String(canaryNumber));
}
