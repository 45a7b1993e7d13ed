import { sep } from "node:path";

/** Whether a path is a folder or in it; neither has links in it that are not followed. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
