/** A module beside this one that a thread runs, compiled or not. */
export function threadFile(name: string): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./${name}.${extension}`, import.meta.url).href;
}
