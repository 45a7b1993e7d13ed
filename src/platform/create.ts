/** Platforms with cells in isolates: the only kind that there is outside tests and benches. */

import { IsolateCell } from "../../isolation/cell/isolate-cell.ts";
import type { PlatformOptions } from "./options.ts";
import { Platform } from "./platform.ts";

/**
 * Creates a platform.
 *
 * @throws CordonError PLATFORM_OPTION
 * @example
 * const platform = createPlatform({ placement: "owner" });
 * platform.addProgram(loadProgram("units/exchange"));
 * platform.deploy({ program: "exchange", name: "exchange" });
 */
export function createPlatform(options: PlatformOptions = {}): Platform {
  return new Platform(options, (limits, onCatastrophe) => new IsolateCell(limits, onCatastrophe));
}
